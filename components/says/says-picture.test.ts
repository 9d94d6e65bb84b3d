import { expect, test } from 'vitest';
import { type Fact, known, unknown } from '@/lib/domain/fact';
import type { Report } from '@/lib/domain/report';
import type { DockerSays, LedgerRowId } from '@/lib/domain/storage-report';
import { layOutSays } from './says-layout';
import { saysPicture } from './says-picture';
import { amountWords, diskWords, unseenWords } from './says-words';

const mib = 1024 ** 2;
const notAsked = unknown('not-collected', 'Docker is not asked.');

interface Parts {
  images?: Fact<number>;
  ledger: Partial<Record<LedgerRowId, Fact<number>>>;
  leaks?: Report['sections']['leaks'];
  ledgerSection?: Report['sections']['ledger'];
  leakBytes?: Fact<number>[];
}

function reportWith({ images = known(150 * mib), ledger, leaks, ledgerSection, leakBytes = [] }: Parts): Report {
  const dockerSays: DockerSays[] = [
    { what: 'images', dockerBytes: images, diskBytes: known(150 * mib) },
    { what: 'containers', dockerBytes: notAsked, diskBytes: known(0) },
    { what: 'volumes', dockerBytes: notAsked, diskBytes: known(22 * mib) },
    { what: 'build-cache', dockerBytes: known(0), diskBytes: known(0) },
  ];
  const parts = {
    host: { id: 'host_nas', name: 'nas', url: 'demo:nas' },
    engine: { version: '29.0.0' },
    sections: { leaks: leaks ?? { state: 'known' }, ledger: ledgerSection ?? { state: 'known' } },
    dockerSays,
    ledger: Object.entries(ledger).map(([row, bytes]) => ({ row, bytes })),
    leaks: leakBytes.map((bytes, index) => ({
      kind: 'overlay2-directory',
      name: `leak${index}`,
      state: 'orphan',
      bytes,
    })),
  };
  return parts as unknown as Report;
}

test('what Docker counts nowhere is the difference; its own small files are in neither bar', () => {
  const picture = saysPicture(
    reportWith({ ledger: { 'leaked-layers': known(510 * mib), 'docker-other': known(2 * mib), quarantine: known(0) } }),
  );
  expect(picture.unseen).toEqual({
    state: 'known',
    parts: [{ row: 'leaked-layers', bytes: 510 * mib }],
    bytes: 510 * mib,
    atLeast: false,
  });
  expect(amountWords(picture.docker)).toBe('172 MiB');
  expect(diskWords(picture)).toBe('682 MiB');
  expect(unseenWords(picture)).toBe('510 MiB that Docker does not see');
  expect(picture.standIns).toEqual(['containers', 'volumes']);
});

test('both bars have one scale, and the difference is the end of the longer one', () => {
  const layout = layOutSays(saysPicture(reportWith({ ledger: { 'leaked-layers': known(172 * mib) } })));
  const end = (stretches: { start: number; width: number }[] | null) => {
    const last = stretches?.at(-1);
    return last ? last.start + last.width : null;
  };
  expect(end(layout.docker)).toBeCloseTo(50);
  expect(layout.unseen[0]?.start).toBeCloseTo(50);
  expect(end(layout.unseen)).toBeCloseTo(100);
});

test('Docker that could not be read has no bar, not an empty one', () => {
  const why = 'The layer store could not be read.';
  const picture = saysPicture(reportWith({ images: unknown('no-capability', why), ledger: {} }));
  expect(picture.docker).toEqual({ state: 'unknown', why });
  expect(layOutSays(picture).docker).toBeNull();
});

test('an unknown ledger and unknown leaks are unknown, not “Docker sees all of it”', () => {
  const unread = { state: 'unknown', reason: 'timed-out', detail: 'It took too long.' } as const;
  const noLeaks = saysPicture(reportWith({ ledger: {}, leaks: unread }));
  expect(noLeaks.unseen.state).toBe('unknown');
  expect(diskWords(noLeaks)).toBe('at least 172 MiB');
  const noLedger = saysPicture(reportWith({ ledger: {}, ledgerSection: unread }));
  expect([noLedger.disk.state, noLedger.unseen.state]).toEqual(['unknown', 'unknown']);
});

test('leaks that are measured in part are a lower bound', () => {
  const picture = saysPicture(
    reportWith({
      ledger: { 'leaked-layers': unknown('not-collected', 'Not measured yet.') },
      leakBytes: [known(100 * mib), unknown('not-collected', 'Not measured yet.')],
    }),
  );
  expect(picture.unseen).toMatchObject({ bytes: 100 * mib, atLeast: true });
  expect(unseenWords(picture)).toBe('at least 100 MiB that Docker does not see');
});
