import type { UserId } from '../../domain/ids.ts';
import type { Database } from '../database/database.ts';
import type { Secrets } from '../secrets/secrets.ts';

export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface UserRecord {
  id: UserId;
  name: string;
  role: Role;
  /** empty: none was set, and none opens it (an account that a sign-in provider made) */
  passwordHash: string;
  passwordChangedAt: string;
  totpEnabledAt: string | null;
  createdAt: string;
}

export interface Users {
  count(): number;
  all(): UserRecord[];
  byId(id: UserId): UserRecord | null;
  /** not case-sensitive */
  byName(name: string): UserRecord | null;
  /** False where the name is taken. */
  add(user: UserRecord): boolean;
  /** False where there already is any user: the first admin is made once, also by two requests at the same moment. */
  addFirst(user: UserRecord): boolean;
  setPassword(id: UserId, hash: string, at: string): void;
  /** False where it would take the last admin away. */
  setRole(id: UserId, role: Role): boolean;
  remove(id: UserId): boolean;
  putTotpSecret(id: UserId, secret: string): void;
  totpSecret(id: UserId): string | null;
  enableTotp(id: UserId, at: string, recoveryHashes: readonly Buffer[]): void;
  disableTotp(id: UserId): void;
  /** A secret that was begun and not confirmed. */
  dropPendingTotp(id: UserId): void;
  /** True once per time step: a code that was seen over a shoulder does not open a second session. */
  spendTotpStep(id: UserId, step: number): boolean;
  /** True once per code. */
  spendRecoveryCode(id: UserId, hash: Buffer, at: string): boolean;
  recoveryCodesLeft(id: UserId): number;
}

interface UserRow {
  id: string;
  name: string;
  role: Role;
  password_hash: string;
  password_changed_at: string;
  totp_enabled_at: string | null;
  created_at: string;
}

export function userQueries(database: Database, secrets: Secrets): Users {
  const count = database.query<{ n: number }>('SELECT count(*) AS n FROM users');
  const all = database.query<UserRow>('SELECT * FROM users ORDER BY name COLLATE NOCASE');
  const byId = database.query<UserRow>('SELECT * FROM users WHERE id = ?');
  const byName = database.query<UserRow>('SELECT * FROM users WHERE name = ?');
  const add = database.query(
    `INSERT INTO users (id, name, role, password_hash, password_changed_at, totp_enabled_at, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const setPassword = database.query('UPDATE users SET password_hash = ?, password_changed_at = ? WHERE id = ?');
  const otherAdmins = database.query<{ n: number }>(`SELECT count(*) AS n FROM users WHERE role = 'admin' AND id <> ?`);
  const setRole = database.query('UPDATE users SET role = ? WHERE id = ?');
  const remove = database.query('DELETE FROM users WHERE id = ?');
  const setTotp = database.query('UPDATE users SET totp_enabled_at = ?, totp_last_step = NULL WHERE id = ?');
  const useStep = database.query(
    'UPDATE users SET totp_last_step = $step WHERE id = $id AND (totp_last_step IS NULL OR totp_last_step < $step)',
  );
  const addCode = database.query('INSERT INTO recovery_codes (user_id, hash) VALUES (?, ?)');
  const dropCodes = database.query('DELETE FROM recovery_codes WHERE user_id = ?');
  const useCode = database.query(
    'UPDATE recovery_codes SET used_at = ? WHERE user_id = ? AND hash = ? AND used_at IS NULL',
  );
  const codesLeft = database.query<{ n: number }>(
    'SELECT count(*) AS n FROM recovery_codes WHERE user_id = ? AND used_at IS NULL',
  );

  const insert = (user: UserRecord): boolean =>
    add.run(
      user.id,
      user.name,
      user.role,
      user.passwordHash,
      user.passwordChangedAt,
      user.totpEnabledAt,
      user.createdAt,
    ) === 1;
  const isLastAdmin = (id: UserId): boolean => byId.get(id)?.role === 'admin' && otherAdmins.get(id)?.n === 0;
  const place = (id: UserId) => ({ owner: id, field: 'totp' });

  return {
    count: () => count.get()?.n ?? 0,
    all: () => all.all().map(userOf),
    byId: (id) => maybe(byId.get(id)),
    byName: (name) => maybe(byName.get(name)),
    add: insert,
    addFirst: (user) => database.transaction(() => count.get()?.n === 0 && insert(user)),
    setPassword: (id, hash, at) => void setPassword.run(hash, at, id),
    setRole: (id, role) =>
      database.transaction(() => !(role !== 'admin' && isLastAdmin(id)) && setRole.run(role, id) === 1),
    remove: (id) => database.transaction(() => !isLastAdmin(id) && remove.run(id) === 1),
    putTotpSecret: (id, secret) => secrets.put(place(id), secret),
    totpSecret: (id) => secrets.get(place(id)),
    enableTotp(id, at, hashes) {
      database.transaction(() => {
        dropCodes.run(id);
        for (const hash of hashes) addCode.run(id, hash);
        setTotp.run(at, id);
      });
    },
    disableTotp(id) {
      database.transaction(() => {
        dropCodes.run(id);
        secrets.remove(place(id));
        setTotp.run(null, id);
      });
    },
    dropPendingTotp(id) {
      if (byId.get(id)?.totp_enabled_at === null) secrets.remove(place(id));
    },
    spendTotpStep: (id, step) => useStep.run({ id, step }) === 1,
    spendRecoveryCode: (id, hash, at) => useCode.run(at, id, hash) === 1,
    recoveryCodesLeft: (id) => codesLeft.get(id)?.n ?? 0,
  };
}

function maybe(row: UserRow | undefined): UserRecord | null {
  return row === undefined ? null : userOf(row);
}

function userOf(row: UserRow): UserRecord {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    passwordHash: row.password_hash,
    passwordChangedAt: row.password_changed_at,
    totpEnabledAt: row.totp_enabled_at,
    createdAt: row.created_at,
  };
}
