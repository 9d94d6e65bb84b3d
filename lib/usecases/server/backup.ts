import path from 'node:path';
import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { AccessError } from '../../domain/errors.ts';
import type { Audit } from '../../store/accounts/audit.ts';
import type { BackupOptions } from '../../store/backup/backup.ts';
import { type RestoreResult, restore } from '../../store/backup/restore.ts';
import { type RotateResult, rotateKey } from '../../store/backup/rotate-key.ts';
import { keyPlace } from '../accounts/first-start.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import type { Settings } from './settings.ts';

export { shortestPassphrase } from '../../store/backup/sealed-file.ts';

/** What to know about the key of a new backup. */
export function keyNote(settings: Settings, withKey: boolean): string {
  return withKey
    ? 'It contains the key: anyone with the file and its passphrase has every SSH key and password that Bilge has.'
    : `The SSH keys and passwords in it are encrypted with ${keyPlace(settings)}, which is not in it. Keep a copy of that elsewhere: without it they cannot be decrypted.`;
}

/** Into a file of this machine, for the command line. */
export function writeBackup(
  app: Application,
  actor: Actor,
  file: string,
  options: BackupOptions,
): Promise<{ file: string; bytes: number }> {
  requireRole(actor, 'admin');
  return noted(app, actor, path.resolve(file), options, () => app.store.backups.write(file, options));
}

/** For a browser, piece by piece. What can go wrong before the first piece (passphrase, full disk) is an error of this call. */
export async function downloadBackup(
  app: Application,
  actor: Actor,
  options: BackupOptions,
): Promise<{ name: string; pieces: AsyncGenerator<Buffer> }> {
  requireRole(actor, 'admin');
  if (options.withKey && actor.kind === 'token')
    throw new AccessError({
      kind: 'forbidden',
      message: 'An API token can only make backups without the key. Log in, or use `bilge backup --with-key`.',
    });
  const name = `bilge-${app.now().toISOString().slice(0, 10)}.backup`;
  const pieces = app.store.backups.pieces(options);
  const first = await noted(app, actor, name, options, () => pieces.next());
  return { name, pieces: joined(first, pieces) };
}

async function* joined(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  // Also when the browser disconnects: the temporary file on the disk is removed at the end.
  try {
    if (!first.done) yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

function noted<T>(
  app: Application,
  actor: Actor,
  subject: string,
  { withKey }: BackupOptions,
  work: () => Promise<T>,
): Promise<T> {
  return audited(app, actor, { action: 'backup.made', subject, detail: { withKey }, announce: true }, work);
}

/** Opens no store before: the database may be damaged, or of a newer Bilge. */
export function restoreBackup(
  settings: Settings,
  actor: Actor,
  options: { file: string; passphrase: () => Promise<string>; now: Date },
): Promise<RestoreResult> {
  requireRole(actor, 'admin');
  return restore({
    ...sourceOf(settings),
    backup: options.file,
    passphrase: options.passphrase,
    now: options.now,
    note: lineOf(actor, 'backup.restored', path.resolve(options.file), options.now),
  });
}

export function rotateSecretKey(
  settings: Settings,
  actor: Actor,
  options: { newSecretFile?: string | undefined; now: Date },
): RotateResult {
  requireRole(actor, 'admin');
  const note = lineOf(actor, 'key.rotated', options.newSecretFile ?? 'secret.key', options.now);
  return rotateKey({ ...sourceOf(settings), ...options, note });
}

function sourceOf({ dataDirectory, secret, secretFile }: Settings) {
  return { dataDirectory, secret, secretFile };
}

function lineOf(actor: Actor, action: string, subject: string, now: Date): (audit: Audit) => void {
  const at = now.toISOString();
  const who = { actorKind: actor.kind, actor: actor.name };
  return (audit) => audit.append({ at, ...who, action, subject, hostId: null, result: 'ok', detail: {} });
}
