import { randomInt } from 'node:crypto';
import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { anonymousScan } from '../../demo/anonymous/anonymous-facts.ts';
import { Pseudonyms } from '../../demo/anonymous/pseudonyms.ts';
import { readRecordingFile, writeRecordingFile } from '../../demo/recording-file.ts';
import { NotFoundError } from '../../domain/errors.ts';
import type { MadeRecording } from '../../domain/recording.ts';
import { bilgeVersion } from '../../domain/version.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from '../hosts/hosts.ts';
import { judgedRecording } from './judged-recording.ts';

const chance = (): number => randomInt(2 ** 32) / 2 ** 32;

/**
 * The last scan of a host as a file for others, with every name, label, address and id replaced. It is read back as whoever opens it will
 * read it, and judged: what a check says otherwise there is said. Nothing is written.
 */
export function makeRecording(app: Application, actor: Actor, idOrName: string): MadeRecording {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  const facts = app.store.facts.latest(host.id);
  if (facts === null) throw new NotFoundError(`${host.name} has not been scanned yet. Scan it first.`);
  const measurements = app.store.measurements.all(host.id);
  const pseudonyms = new Pseudonyms(chance);
  const anonymous = anonymousScan({ facts, measurements }, pseudonyms);
  const file = writeRecordingFile({
    ...anonymous,
    about: 'Recorded from a real host; names, labels, addresses and ids are others.',
    recordedAt: new Date(facts.collectedAt).toISOString(),
    bilgeVersion,
  });
  const before = judgedRecording({ facts, measurements });
  const after = judgedRecording(readRecordingFile(file, 'made'));
  const all = Object.values(facts.sections);
  return {
    file,
    collectedAt: facts.collectedAt,
    sections: { known: all.filter(({ state }) => state === 'known').length, all: all.length },
    replaced: pseudonyms.replaced,
    differences: [...before].flatMap(([checkId, host]) => {
      const recording = after.get(checkId) ?? '';
      return host === recording ? [] : [{ checkId, host, recording }];
    }),
  };
}
