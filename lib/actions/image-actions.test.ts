import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../domain/host-facts.ts';
import { isRefusal, type PlanDraft, type Refusal } from '../domain/plan.ts';
import { changed } from '../facts/views/testing/changed.ts';
import migrateToLoopback from './migrate-to-loopback.ts';
import { gib, imageHost, imageLoop, keptMigration, movable, withSections } from './testing/migration-facts.ts';
import { planOn, refusedBy } from './testing/plan-on.ts';

const drafted = (draft: PlanDraft | Refusal): PlanDraft => {
  if (isRefusal(draft)) throw new Error(JSON.stringify(draft));
  return draft;
};
const image = { path: '/mnt/big/docker.img', bytes: 20 * gib, type: 'xfs' as const };
const begun = (facts: HostFacts, change: Partial<typeof keptMigration>) =>
  withSections(facts, { migrations: [{ ...keptMigration, image, ...change }] });

describe('migrate-to-loopback', () => {
  it('offers an image of twice the need on each disk with room, and plans the first where none is named', () => {
    expect(migrateToLoopback.choices?.(movable)).toEqual([{ image: '/mnt/big/docker.img', size: '10G' }]);
    const draft = drafted(planOn(movable, 'migrate-to-loopback', { fs: 'xfs' }));
    expect(draft.steps.map(({ op }) => op)).toEqual([
      'prepare-image',
      'prepare-move',
      'copy-data-root',
      'stop-docker',
      'finish-copy',
      'require-data-root',
      'write-daemon-configuration',
      'start-docker',
    ]);
    expect(draft.steps[0]?.args).toEqual({
      image: '/mnt/big/docker.img',
      mountPoint: '/mnt/big/docker',
      type: 'xfs',
      bytes: 10 * gib,
      configuredBefore: null,
    });
    expect(draft.steps[1]?.args).toMatchObject({ target: '/mnt/big/docker', fsid: null });
    expect(draft.steps[6]?.args).toMatchObject({ content: '{"data-root":"/mnt/big/docker"}' });
    expect(draft).toMatchObject({ onFailure: 'compensate', stopsDocker: true });
  });

  it('is refused with the btrfs driver, and while another migration keeps data', () => {
    const btrfs = changed(movable, 'engine', (now) => ({ ...now, storageDriver: 'btrfs' }));
    expect(refusedBy(planOn(btrfs, 'migrate-to-loopback', {}))).toEqual(['data-root-movable']);
    expect(refusedBy(planOn(begun(movable, {}), 'migrate-to-loopback', {}))).toEqual(['one-migration']);
  });

  it('goes on with the image of its record', () => {
    const draft = drafted(planOn(begun(movable, { phase: 'copying', wasStarted: false }), 'resume-migration', {}));
    expect(draft.steps[0]).toMatchObject({ op: 'prepare-image', args: { image: image.path, type: 'xfs' } });
  });

  it('when Docker went back, finishing deletes the image, whose size comes free', () => {
    const draft = drafted(planOn(begun(movable, { phase: 'left' }), 'finish-migration', {}));
    expect(draft.title).toContain(image.path);
    expect(draft.estimate.freedBytes).toEqual({ state: 'known', value: image.bytes });
  });
});

describe('the image that Docker lies in', () => {
  it('grows to the size that is named', () => {
    const draft = drafted(planOn(imageHost, 'grow-loopback', { size: '30G' }));
    expect(draft.steps.map(({ op, args }) => ({ op, args }))).toEqual([
      { op: 'grow-image', args: { image: '/mnt/big/docker.img', mountPoint: '/mnt/big/docker', bytes: 30 * gib } },
    ]);
    expect(refusedBy(planOn(movable, 'grow-loopback', { size: '30G' }))).not.toEqual([]);
  });

  it('is trimmed of what it does not use, and the plan says that it is thin afterwards', () => {
    const draft = drafted(planOn(imageHost, 'trim-loopback', {}));
    expect(draft.estimate.freedBytes).toEqual({ state: 'known', value: 15 * gib });
    expect(draft.warnings[0]).toMatch(/thin/);
    const unmeasured = withSections(imageHost, { loopDevices: [{ ...imageLoop, innerUsedBytes: null }] });
    expect(drafted(planOn(unmeasured, 'trim-loopback', {})).estimate.freedBytes.state).toBe('unknown');
  });
});
