import { describe, expect, it } from 'vitest';
import { judgeRecording, readRecording, recordedNames } from '../../../test/states/recorded-states.ts';
import { demoNames, readDemoRecording } from '../recording.ts';
import { anonymousScan } from './anonymous-facts.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { publicLabels, publicNames, publicWords } from './public-words.ts';

interface Recorded {
  facts: ReturnType<typeof readRecording>['facts'];
  measurements: ReturnType<typeof readRecording>['measurements'];
  lookedBefore: string | null;
}

const recorded: [string, Recorded][] = [
  ...demoNames.map((name): [string, Recorded] => [`demo:${name}`, { ...readDemoRecording(name), lookedBefore: null }]),
  ...recordedNames().map((name): [string, Recorded] => [name, readRecording(name)]),
];

/** A random generator with a seed (mulberry32), so that a failure can be seen again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function saidOf(recording: Recorded) {
  const { outcomes, storage } = judgeRecording(recording);
  return {
    checks: outcomes.map((outcome) => [
      outcome.checkId,
      outcome.status,
      outcome.status === 'fail'
        ? outcome.findings.map(({ severity, reclaimable }) => JSON.stringify([severity, reclaimable])).sort()
        : null,
    ]),
    ledger:
      storage.ledger.state === 'known'
        ? storage.ledger.value.map(({ row, bytes }) => [row, bytes.state === 'known' ? bytes.value : bytes.reason])
        : storage.ledger.reason,
    leaks:
      storage.leaks.state === 'known'
        ? storage.leaks.value
            .map(({ kind, state, bytes }) => [kind, state, bytes.state === 'known' ? bytes.value : null].join(' '))
            .sort()
        : storage.leaks.reason,
  };
}

describe.each(recorded)('%s, made anonymous', (_name, recording) => {
  const pseudonyms = new Pseudonyms(seeded(7));
  const anonymous = anonymousScan(recording, pseudonyms);

  it('says the same in every check, row of the ledger and leak', () => {
    expect(saidOf({ ...recording, ...anonymous })).toEqual(saidOf(recording));
  });

  it('has nothing of what was replaced', () => {
    const words = new Set(wordsOf(anonymous));
    // A word that Bilge's own facts need is replaced where it is a name, and stays where it is none.
    const isPublic = (word: string) => publicWords.has(word) || publicNames.has(word) || publicLabels.has(word);
    const left = pseudonyms.replaced.filter(({ from }) => words.has(from) && !isPublic(from));
    expect(left).toEqual([]);
    expect(pseudonyms.replaced.length).toBeGreaterThan(10);
  });
});

function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...wordsOf(key), ...wordsOf(inner)]);
}
