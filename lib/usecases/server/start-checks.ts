import fs from 'node:fs';
import path from 'node:path';
import { AppError, userMessageOf } from '../../domain/errors.ts';
import { databaseFileName } from '../../store/open-store.ts';

/**
 * Everything that keeps the dashboard from starting, judged once: before a database is opened (`checkStart`), and of what opening it
 * said (`startFailure`). A port that is taken shows before any of this runs, so its line is in scripts/listen/port-problem.mjs.
 *
 * What only a person can change ends with 78 (EX_CONFIG): systemd (`RestartPreventExitStatus=78`) and Docker (`on-failure:20`) then stop
 * trying. What may pass by itself (a full disk, a dashboard that is still stopping) ends with 1 and is tried again.
 */
const exitMisconfigured = 78;
const exitMayPass = 1;

export interface StartFailure {
  line: string;
  exitCode: number;
}

/** Who starts, where, and when: handed in, so that tests need no other user. */
export interface Starting {
  dataDirectory: string;
  /** null where the system has no user ids */
  user: { uid: number; gid: number } | null;
  now: Date;
  /** when this program was built; null when it runs from its sources */
  builtAt: Date | null;
  /** the text of /proc/self/mountinfo, empty where there is none */
  mountInfo: string;
}

const day = 24 * 3_600_000;
const tenYears = 3_652 * day;

/** Throws an AppError with the one sentence that says what to do. Changes nothing. */
export function checkStart(starting: Starting): void {
  checkClock(starting);
  checkDataDirectory(starting);
}

export function startFailure(error: unknown): StartFailure {
  const mayPass = ['store-busy', 'disk-full', 'store-unusable', 'server-running'];
  return {
    line: `Bilge cannot start: ${userMessageOf(error)}`,
    exitCode: error instanceof AppError && !mayPass.includes(error.code) ? exitMisconfigured : exitMayPass,
  };
}

/**
 * Sessions, the age of what is removed, and the date on which a quarantine is freed all rest on the clock. One from before this program
 * was built is certainly wrong; one far ahead would free a quarantine years too early.
 */
function checkClock({ now, builtAt }: Starting): void {
  if (builtAt === null) return;
  const ahead = now.getTime() - builtAt.getTime();
  if (ahead > -day && ahead < tenYears) return;
  const why =
    ahead < 0
      ? `this Bilge was built later, on ${builtAt.toISOString().slice(0, 10)}`
      : `this Bilge was built more than ten years before, on ${builtAt.toISOString().slice(0, 10)}`;
  throw new AppError({
    code: 'clock-wrong',
    message: `The clock says ${now.toISOString()}.`,
    userMessage: `the clock of this machine says ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC, but ${why}. Set the clock (on most systems: timedatectl set-ntp true), then start Bilge again. What is freed on a date depends on it.`,
  });
}

function checkDataDirectory(starting: Starting): void {
  const directory = path.resolve(starting.dataDirectory);
  const existing = nearestExisting(directory);
  judgeAccess(existing, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK, starting);
  if (existing !== directory) return;
  // A command that root ran here leaves files that the dashboard's user cannot open.
  const files = [databaseFileName, `${databaseFileName}-wal`, `${databaseFileName}-shm`, 'server.lock', 'secret.key'];
  for (const name of files) {
    // Without the comments Next would carry the whole project along: it cannot know that the folder is not in it.
    const file = path.join(/*turbopackIgnore: true*/ directory, name);
    if (fs.existsSync(/*turbopackIgnore: true*/ file))
      judgeAccess(file, fs.constants.R_OK | fs.constants.W_OK, starting);
  }
}

function nearestExisting(directory: string): string {
  let existing = directory;
  while (!fs.existsSync(existing) && path.dirname(existing) !== existing) existing = path.dirname(existing);
  return existing;
}

function judgeAccess(file: string, mode: number, starting: Starting): void {
  try {
    fs.accessSync(file, mode);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EROFS') throw readOnly(file, starting, error);
    if (code === 'EACCES' || code === 'EPERM') throw otherOwner(file, starting, error);
    throw error;
  }
}

function readOnly(file: string, { dataDirectory }: Starting, cause: unknown): AppError {
  return new AppError({
    code: 'data-read-only',
    message: `${file} is on a read-only file system.`,
    userMessage: `${file} is on a read-only file system, and Bilge keeps its database there. Mount it writable (in a compose file: no “:ro” behind ${dataDirectory}), or set BILGE_DATA to a folder that is.`,
    cause,
  });
}

function otherOwner(file: string, { dataDirectory, user, mountInfo }: Starting, cause: unknown): AppError {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  const owner = stat
    ? `belongs to uid ${stat.uid}, gid ${stat.gid} (mode ${(stat.mode & 0o777).toString(8).padStart(4, '0')})`
    : 'cannot be looked at';
  const self = user === null ? 'this user' : `uid ${user.uid}, gid ${user.gid}`;
  const ids = user === null ? 'USER' : `${user.uid}:${user.gid}`;
  const source = mountedFrom(mountInfo, path.resolve(dataDirectory));
  const directory = path.resolve(dataDirectory);
  const where = source === null ? directory : `${source} (the folder of the host that is mounted at ${directory})`;
  const make = fs.existsSync(directory) ? '' : `mkdir -p ${directory} && `;
  return new AppError({
    code: 'data-of-another-owner',
    message: `${file} is not accessible to ${self}.`,
    userMessage: `it runs as ${self}, and ${file} ${owner}. As root: ${make}chown -R ${ids} ${where}. Then start Bilge again.`,
    cause,
  });
}

/**
 * The folder on the host that a container has at this path: the root field of mountinfo, which counts from the top of that file
 * system. Null where nothing is mounted exactly here, or a whole file system is.
 */
export function mountedFrom(mountInfo: string, directory: string): string | null {
  const fields = mountInfo
    .split('\n')
    .map((line) => line.split(' '))
    .findLast(([, , , , mountPoint]) => mountPoint === directory);
  const source = fields?.[3];
  return source === undefined || source === '/' || !/^\/[\w./@:+-]*$/.test(source) ? null : source;
}
