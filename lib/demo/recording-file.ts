import { z } from 'zod';
import { mostRecordingBytes } from '../domain/demo-host.ts';
import { InvalidInputError, LimitError } from '../domain/errors.ts';
import type { FactSections, HostFacts, SectionId } from '../domain/host-facts.ts';
import type { Measurement } from '../domain/measurement.ts';
import { factOf } from '../domain/stored/fact-schema.ts';
import { hostIdentity, scanCost } from '../domain/stored/identity.ts';
import { sectionSchemas } from '../domain/stored/sections.ts';
import { firstProblem } from '../domain/stored/stored-kind.ts';
import { sectionIds, unknownSections } from '../domain/unknown-sections.ts';
import type { DemoRecording } from './recording.ts';

/**
 * A recording as a file: what an issue report carries and `bilge host add demo:FILE` opens. It comes from anybody, so it is data and nothing
 * else: it has a version, is bounded, and what the schemas do not name is dropped. A file that does not fit is refused whole, with the place.
 */
const recordingVersion = 1;

const measured = z.object({
  kind: z.enum([
    'layer-directory',
    'volume',
    'writable-layer',
    'container-log',
    'quarantine-entry',
    'abandoned-store',
    'docker-other',
    'containerd-root',
    'other-data-root',
    'hidden-data',
  ]),
  object: z.string(),
  identity: z.string().nullable(),
  bytes: z.number().nonnegative(),
  exact: z.boolean(),
  how: z.string(),
  measuredAt: z.string(),
}) satisfies z.ZodType<Measurement>;

const moment = z.iso.datetime();

const envelope = z.object({
  bilgeRecording: z.literal(recordingVersion),
  about: z.string().max(500),
  recordedAt: moment,
  bilgeVersion: z.string().max(50),
  facts: z.object({
    collectedAt: moment,
    identity: hostIdentity,
    cost: scanCost,
    sections: z.record(z.string(), z.unknown()),
  }),
  measurements: z.array(measured),
});

export interface RecordingFile extends DemoRecording {
  bilgeVersion: string;
}

export function writeRecordingFile(recording: Omit<RecordingFile, 'name'>): string {
  const { about, recordedAt, bilgeVersion, facts, measurements } = recording;
  const { collectedAt, identity, cost, sections } = facts;
  return `${JSON.stringify({
    bilgeRecording: recordingVersion,
    about,
    recordedAt,
    bilgeVersion,
    facts: { collectedAt, identity, cost, sections },
    measurements,
  })}\n`;
}

/** @throws AppError that says what is wrong with the file, and where */
export function readRecordingFile(text: string, name: string): RecordingFile {
  if (text.length > mostRecordingBytes)
    throw new LimitError(
      'too-large',
      `A recording has at most ${mostRecordingBytes / 2 ** 20} MiB; this file has more.`,
    );
  const raw = parsedJson(text);
  const version = typeof raw === 'object' && raw !== null && 'bilgeRecording' in raw ? raw.bilgeRecording : undefined;
  if (version === undefined) throw refuse('it was not written by `bilge record`');
  if (typeof version === 'number' && version > recordingVersion)
    throw refuse(`a newer Bilge wrote it (version ${version}; this one reads ${recordingVersion})`);
  const parsed = envelope.safeParse(raw);
  if (!parsed.success) throw refuse(firstProblem(parsed.error));
  const { about, recordedAt, bilgeVersion, facts, measurements } = parsed.data;
  return {
    name,
    about,
    recordedAt,
    bilgeVersion,
    facts: { ...facts, id: 'facts_recorded', hostId: 'demo', sections: sectionsOf(facts.sections) },
    measurements,
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('it is no JSON');
  }
}

/** A section that was thought of since is not known there. */
function sectionsOf(raw: Readonly<Record<string, unknown>>): HostFacts['sections'] {
  const entries = sectionIds.flatMap((id) => (Object.hasOwn(raw, id) ? [[id, sectionOf(id, raw[id])] as const] : []));
  return { ...unknownSections(), ...Object.fromEntries(entries) };
}

function sectionOf<K extends SectionId>(id: K, raw: unknown): HostFacts['sections'][K] {
  const parsed = factOf<z.ZodType<FactSections[K]>>(
    sectionSchemas[id] as unknown as z.ZodType<FactSections[K]>,
  ).safeParse(raw);
  if (!parsed.success) throw refuse(`section ${id}: ${firstProblem(parsed.error)}`);
  return parsed.data as HostFacts['sections'][K];
}

function refuse(why: string): InvalidInputError {
  return new InvalidInputError(`This is no recording that Bilge can open: ${why}.`);
}
