import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Approval, scheduledKinds } from '../../domain/schedule.ts';
import { meanings, whyApprovalEnded, whyExceedsBound } from './meanings.ts';

/** docs/reference/guard-lessons.md#g5. A line here changes only together with its version: the schedules of that kind then stop until they are approved again. */
const approvedMeanings: Record<string, string> = {
  scan: '1 1aeb75ee1857',
  'prune-containers': '1 e4da7d3dba7f',
  'prune-images': '1 bc29999f0ddd',
  'prune-build-cache': '1 20b8dfc1858d',
  'prune-volumes': '1 e95e6b3f44b8',
  'prune-networks': '1 b86ec1d8f074',
  'quarantine-leaked': '1 310c60010a49',
  'purge-quarantine': '1 ec4934b2c5d0',
  'btrfs-scrub': '1 67edc9a9020f',
  'btrfs-balance': '1 51dc909e934c',
  'trim-loopback': '1 aa07c4cd37ec',
};

const input = { keepLabel: 'protected', minAgeHours: 24 };

it('no sentence, action or parameter changes without its version', () => {
  const now = Object.fromEntries(
    scheduledKinds.map((kind) => {
      const { version, actionId, params, sentence } = meanings[kind];
      const said = JSON.stringify([actionId, params(input), sentence(input)]);
      return [kind, `${version} ${createHash('sha256').update(said).digest('hex').slice(0, 12)}`];
    }),
  );
  expect(now).toEqual(approvedMeanings);
});

it('an approval ends where its meaning has another version or action, and only there', () => {
  const approval = { meaning: 'Removes images.', meaningVersion: 1, actionId: 'prune-images' } as Approval;
  expect(whyApprovalEnded('prune-images', approval)).toBeNull();
  expect(whyApprovalEnded('prune-images', { ...approval, meaningVersion: 0 })).toContain('Approve it again');
  expect(whyApprovalEnded('prune-images', { ...approval, actionId: 'prune-volumes' })).toContain('Removes images.');
});

it('a plan beyond its bound waits; unknown bytes are beyond every bound of bytes', () => {
  const bound = { mostObjects: 2, mostBytes: 100 };
  expect(whyExceedsBound(bound, { objects: 2, bytes: 100 })).toBeNull();
  expect(whyExceedsBound(bound, { objects: 3, bytes: 1 })).toContain('3 objects');
  expect(whyExceedsBound(bound, { objects: 1, bytes: 101 })).toContain('more than was approved');
  expect(whyExceedsBound(bound, { objects: 1, bytes: null })).toContain('unknown');
  expect(whyExceedsBound({ ...bound, mostBytes: null }, { objects: 1, bytes: null })).toBeNull();
});
