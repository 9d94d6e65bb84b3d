import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CheckOutcome, Past } from '../../lib/domain/finding.ts';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import type { Measurement } from '../../lib/domain/measurement.ts';
import type { StorageReport } from '../../lib/domain/storage-report.ts';
import { unknownSections } from '../../lib/domain/unknown-sections.ts';
import { buildStorageReport } from '../../lib/facts/views/storage-report.ts';
import { judge, noPast } from '../../lib/health/judge.ts';
import { healthSamples } from '../../lib/health/samples.ts';

/** One look at a lab host, kept: everything that is needed to judge it again. */
export interface Recording {
  facts: HostFacts;
  measurements: Measurement[];
  /** when the dashboard had looked before and seen the same; null = never */
  lookedBefore: string | null;
}

const folder = fileURLToPath(new URL('../../fixtures/recorded/lab/', import.meta.url));

export function recordedNames(): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.replace(/\.json$/, ''))
    .sort();
}

/** Sections that were thought of since are not known there. */
export function readRecording(id: string): Recording {
  const recording: Recording = JSON.parse(readFileSync(`${folder}${id}.json`, 'utf8'));
  const { facts } = recording;
  return { ...recording, facts: { ...facts, sections: { ...unknownSections(), ...facts.sections } } };
}

export async function writeRecording(id: string, recording: Recording): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}${id}.json`, `${JSON.stringify(recording)}\n`);
}

export function judgeRecording({ facts, measurements, lookedBefore }: Recording): {
  storage: StorageReport;
  outcomes: CheckOutcome[];
} {
  const storage = buildStorageReport(facts, measurements, () => null);
  return {
    storage,
    outcomes: judge({ facts, storage, past: pastOf(facts, storage, lookedBefore), now: facts.collectedAt }),
  };
}

function pastOf(facts: HostFacts, storage: StorageReport, at: string | null): Past {
  if (at === null) return noPast;
  return { ...noPast, samples: healthSamples(facts, storage).map((sample) => ({ ...sample, at })) };
}
