import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError, userMessageOf } from '../../domain/errors.ts';
import type { Schedule, ScheduleInput } from '../../domain/schedule.ts';
import { addChannel, changeChannel } from '../alerts/channels.ts';
import type { Application } from '../core/application.ts';
import { logLine } from '../core/log.ts';
import { addHost } from '../hosts/add-host.ts';
import { updateHost } from '../hosts/hosts.ts';
import { allSchedules } from '../schedules/schedule-store.ts';
import { addSchedule, removeSchedule } from '../schedules/schedules.ts';
import { changeSignIn, declaredSignIn, signInOf, signInSecret } from '../sign-in/settings.ts';
import {
  type Declared,
  type DeclaredChannel,
  type DeclaredHost,
  type DeclaredSignIn,
  readDeclaredFile,
  withSecrets,
} from './declared-file.ts';
import {
  type DeclaredKind,
  declaredDigest,
  declaredStatus,
  declarer,
  keepOnlyDeclared,
  putDeclared,
  putDeclaredStatus,
} from './declared-store.ts';

/** Where the file is: BILGE_CONFIG, or bilge.yaml beside the data. null: there is none. */
export function declaredPath(app: Application): string | null {
  const { configFile, dataDirectory } = app.settings;
  if (configFile !== null) return configFile;
  const beside = path.join(dataDirectory, 'bilge.yaml');
  return fs.existsSync(beside) ? beside : null;
}

/**
 * Reads the file and does what it says: adds what is missing, changes what it says otherwise now. An invalid file changes nothing. What cannot
 * be done yet (a host that does not answer, a schedule for one that was not scanned) is said and tried again; the rest is done.
 */
export async function applyDeclared(app: Application): Promise<void> {
  const file = declaredPath(app);
  if (file === null) return;
  const read = readDeclaredFile(file);
  const at = app.now().toISOString();
  const none = { hosts: 0, channels: 0, schedules: 0 };
  if (!read.ok) {
    const { line, why } = read.problem;
    const problem = `${line === null ? '' : `line ${line}: `}${why}`;
    const before = declaredStatus(app);
    if (before?.problem !== problem) logLine(`${file} is not in force. ${problem}`);
    putDeclaredStatus(app, { file, at, problem, pending: before?.pending ?? [], counts: before?.counts ?? none });
    return;
  }
  const { hosts, channels, schedules } = read.value;
  keepOnlyDeclared(app, namesOf(read.value));
  const pending: string[] = [];
  const each = async <T extends { name: string }>(kind: DeclaredKind, list: readonly T[], work: Work<T>) => {
    for (const one of list) {
      const digest = createHash('sha256').update(JSON.stringify(one)).digest('hex');
      const isSame = declaredDigest(app, kind, one.name) === digest;
      try {
        await work(app, one, isSame);
        if (!isSame) putDeclared(app, kind, one.name, digest);
      } catch (error) {
        pending.push(`${kind} ${one.name}: ${userMessageOf(error)}`);
      }
    }
  };
  await each('host', hosts, applyHost);
  await each('channel', channels, applyChannel);
  // Read once: names are the file's own, and no two are alike.
  const stored = new Map(allSchedules(app).map((schedule) => [schedule.name, schedule]));
  await each('schedule', schedules, applySchedule(stored));
  const { signIn } = read.value;
  if (signIn !== undefined) await each(declaredSignIn.kind, [{ name: declaredSignIn.name, signIn }], applySignIn);
  const counts = { hosts: hosts.length, channels: channels.length, schedules: schedules.length };
  putDeclaredStatus(app, { file, at, problem: null, pending, counts });
}

/** `isSame`: the file says of it what it said when it was done. */
type Work<T> = (app: Application, one: T, isSame: boolean) => Promise<void>;

function namesOf({ hosts, channels, schedules, signIn }: Declared): Set<string> {
  return new Set([
    ...hosts.map(({ name }) => `host/${name}`),
    ...channels.map(({ name }) => `channel/${name}`),
    ...schedules.map(({ name }) => `schedule/${name}`),
    ...(signIn === undefined ? [] : [`${declaredSignIn.kind}/${declaredSignIn.name}`]),
  ]);
}

/** A key file that was renewed changes nothing in the file: what is sealed is compared too. */
function differs(stored: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).some(([name, value]) => stored[name] !== value);
}

const applyHost: Work<DeclaredHost> = async (app, { name, url, trust, settings, secrets }, isSame) => {
  const before = app.store.hosts.byName(name);
  const opened = withSecrets(secrets ?? {});
  if (before === null) {
    const input = { name, url, settings: settings ?? {}, secrets: opened, trust: trust ?? null, trustJumps: [] };
    await addHost(app, declarer, { ...input, unreached: true });
    return;
  }
  if (before.url !== url)
    throw new AppError({
      code: 'invalid-input',
      message: `there is a host of that name with another address (${before.url}). Remove it first, or use another name.`,
    });
  if (isSame && !differs({ ...app.store.hosts.secrets(before.id) }, opened)) return;
  await updateHost(app, declarer, before.id, { settings: settings ?? {}, secrets: opened });
};

const applyChannel: Work<DeclaredChannel> = async (app, channel, isSame) => {
  const { name, kind, minimumSeverity, kinds, hosts, ignoresQuietHours } = channel;
  const rules = {
    ...(minimumSeverity === undefined ? {} : { minimumSeverity }),
    ...(kinds === undefined ? {} : { kinds }),
    hosts: hosts ?? null,
    ...(ignoresQuietHours === undefined ? {} : { ignoresQuietHours }),
  };
  const values = withSecrets(channel.values);
  const before = app.store.channels.byName(name);
  if (before === null) {
    await addChannel(app, declarer, kind, { name, values, rules });
    return;
  }
  if (before.kind !== kind)
    throw new AppError({
      code: 'invalid-input',
      message: `there is a channel of that name of another kind (${before.kind}).`,
    });
  if (isSame && !differs({ ...before.settings, ...app.store.channels.secrets(before.id) }, values)) return;
  await changeChannel(app, declarer, before.id, { values, rules });
};

/** Who may write the file approves: within the bounds that it names, for the engine that answers when it is read first. */
function applySchedule(stored: ReadonlyMap<string, Schedule>): Work<ScheduleInput> {
  return async (app, input, isSame) => {
    const before = stored.get(input.name);
    if (before !== undefined && isSame) return;
    if (before !== undefined) await removeSchedule(app, declarer, before.id);
    await addSchedule(app, declarer, input, input.host);
  };
}

const applySignIn: Work<{ name: string; signIn: DeclaredSignIn }> = async (app, { signIn }) => {
  const { clientSecret, clientSecretFile, caFile, ...settings } = signIn;
  const opened = withSecrets({ clientSecret, clientSecretFile, caFile });
  const wanted = { ...settings, ca: opened.ca ?? null };
  const secret = opened.clientSecret ?? null;
  // A secret or a certificate that was renewed changes nothing in the file: what is stored is compared.
  if (isDeepStrictEqual(signInOf(app), wanted) && signInSecret(app) === secret) return;
  await changeSignIn(app, declarer, { settings: wanted, secret });
};
