import { createHash } from 'node:crypto';
import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { type DemoRecording, demoNames, readDemoRecording } from '../../demo/recording.ts';
import { type RecordingFile, readRecordingFile } from '../../demo/recording-file.ts';
import { AppError, InvalidInputError } from '../../domain/errors.ts';
import type { Host } from '../../domain/host.ts';
import { parseAddress } from '../../hosts/address.ts';
import type { Application } from '../core/application.ts';
import { judgedRecording } from './judged-recording.ts';

/**
 * Recordings that were opened with `bilge host add demo:FILE`. The file is kept in the store under a name that is made of its contents, so
 * it never changes, and goes with the last host that shows it.
 */
const collectionOf = (app: Application) => app.store.documents.stored('recordings');

/** Reading one means parsing all of it. What has a name never changes. */
const read = new WeakMap<Application, Map<string, RecordingFile>>();

/** @throws NotFoundError that says which there are */
export function recordingNamed(app: Application, name: string): DemoRecording {
  if (demoNames.includes(name)) return readDemoRecording(name);
  const known = read.get(app) ?? new Map<string, RecordingFile>();
  read.set(app, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  const document = collectionOf(app).byId(name);
  if (document === null) return readDemoRecording(name);
  const recording = readRecordingFile(document.file, name);
  known.set(name, recording);
  return recording;
}

export function recordingOf(app: Application, host: Pick<Host, 'name' | 'url'>): DemoRecording {
  const address = parseAddress(host.url);
  if (address.kind !== 'demo') throw new InvalidInputError(`${host.name} is not a demo host.`);
  return recordingNamed(app, address.name);
}

/**
 * Takes a file that anybody may have written. It is refused where it cannot be read or judged, before anything is stored.
 * @returns the address of a host that shows it
 */
export function keepRecording(app: Application, actor: Actor, file: string): string {
  requireRole(actor, 'admin');
  const name = `recording-${createHash('sha256').update(file).digest('hex').slice(0, 16)}`;
  const recording = readRecordingFile(file, name);
  try {
    judgedRecording(recording);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new InvalidInputError('This is no recording that Bilge can open: what it says cannot be judged.', error);
  }
  collectionOf(app).put(name, { file }, app.now().toISOString());
  return `demo:${name}`;
}

/** After a host was removed, or could not be added. */
export function forgetUnusedRecordings(app: Application): void {
  const shown = new Set(app.store.hosts.all().map(({ url }) => url));
  for (const { id } of collectionOf(app).allReadable()) {
    if (shown.has(`demo:${id}`)) continue;
    collectionOf(app).remove(id);
    read.get(app)?.delete(id);
  }
}
