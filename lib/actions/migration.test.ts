import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../domain/host-facts.ts';
import { isRefusal, type PlanDraft, type Refusal } from '../domain/plan.ts';
import { changed } from '../facts/views/testing/changed.ts';
import { blind } from './guards/testing/verdict-case.ts';
import moveDataRoot from './move-data-root.ts';
import { keptMigration, movable, movedHost, withSections } from './testing/migration-facts.ts';
import { planOn, refusedBy } from './testing/plan-on.ts';

const opsOf = (draft: PlanDraft | Refusal): string[] => (isRefusal(draft) ? [] : draft.steps.map(({ op }) => op));
const phase = (facts: HostFacts, change: Partial<typeof keptMigration>) =>
  withSections(facts, { migrations: [{ ...keptMigration, ...change }] });

describe('move-data-root', () => {
  it('offers a folder on each disk with room, and no other', () => {
    expect(moveDataRoot.choices?.(movable)).toEqual([{ target: '/mnt/big/docker' }]);
    const taken = changed(movable, 'moveTargets', (all) => all.map((each) => ({ ...each, taken: ['docker'] })));
    expect(moveDataRoot.choices?.(taken)).toEqual([{ target: '/mnt/big/docker-data' }]);
    const full = changed(movable, 'moveTargets', (all) => all.map((each) => ({ ...each, freeBytes: 1 })));
    expect(moveDataRoot.choices?.(full)).toEqual([]);
  });

  it('keeps every other key of the configuration, and writes it after the last copy and before the start', () => {
    const facts = changed(movable, 'daemonConfiguration', (now) => ({
      ...now,
      values: { debug: true, 'data-root': '/old' },
    }));
    const draft = planOn(facts, 'move-data-root', { target: '/mnt/big/docker' });
    expect(opsOf(draft)).toEqual([
      'prepare-move',
      'copy-data-root',
      'stop-docker',
      'finish-copy',
      'require-data-root',
      'write-daemon-configuration',
      'start-docker',
    ]);
    if (isRefusal(draft)) throw new Error('refused');
    expect(draft).toMatchObject({ onFailure: 'compensate', stopsDocker: true });
    expect(draft.steps[5]?.args).toMatchObject({ content: '{"debug":true,"data-root":"/mnt/big/docker"}' });
    expect(draft.steps[0]?.args).toMatchObject({ configuredBefore: '/old' });
  });
});

describe('a move that was cut off', () => {
  it('goes on from the beginning while Docker runs from the old data root', () => {
    expect(opsOf(planOn(phase(movable, { phase: 'stopped', wasStarted: false }), 'resume-migration', {}))[0]).toBe(
      'prepare-move',
    );
  });
  it('only compares where Docker runs from the new one already', () => {
    expect(opsOf(planOn(phase(movedHost, { phase: 'switched' }), 'resume-migration', {}))).toEqual(['start-docker']);
  });
  it('has only the way back where Docker has run on the new one and is back', () => {
    expect(refusedBy(planOn(phase(movable, { phase: 'switched' }), 'resume-migration', {}))).toEqual(['nothing-to-do']);
  });
  it('goes back without stopping a Docker that never left', () => {
    const draft = planOn(phase(movable, { phase: 'copying', wasStarted: false }), 'roll-back-migration', {});
    expect(opsOf(draft)).toEqual(['require-data-root', 'start-docker']);
    expect(draft).toMatchObject({ stopsDocker: false, confirmation: 'click' });
  });
});

describe('going back', () => {
  const configured = changed(movedHost, 'daemonConfiguration', (now) => ({
    ...now,
    values: { debug: true, 'data-root': '/mnt/big/docker' },
  }));

  it('wants the name typed, names what was made since, and takes the key away again', () => {
    const draft = planOn(configured, 'roll-back-migration', {});
    if (isRefusal(draft)) throw new Error('refused');
    expect(opsOf(draft)).toEqual(['stop-docker', 'write-daemon-configuration', 'require-data-root', 'start-docker']);
    expect(draft.confirmation).toBe('host-name');
    expect(draft.warnings[0]).toMatch(/1 container \(.*\).*1 image/);
    expect(draft.steps[1]?.args).toMatchObject({ content: '{"debug":true}' });
  });

  it('is there while Docker does not answer: then what was written is unknown, and said to be', () => {
    const draft = planOn(
      blind(configured, 'engine', 'containers', 'images', 'volumes', 'networks'),
      'roll-back-migration',
      {},
    );
    if (isRefusal(draft)) throw new Error(JSON.stringify(draft));
    expect(opsOf(draft)[0]).toBe('stop-docker');
    expect(draft.warnings).toEqual([expect.stringMatching(/unknown/)]);
  });
});

it('finishing deletes the side that Docker is not on, and nothing while it is cut off', () => {
  const draft = planOn(movedHost, 'finish-migration', {});
  if (isRefusal(draft)) throw new Error('refused');
  expect(draft.steps.map(({ args, risk }) => ({ args, risk }))).toEqual([
    {
      risk: 'irreversible',
      args: { record: keptMigration.record, path: '/var/lib/docker', inode: 2, inUse: '/mnt/big/docker' },
    },
  ]);
  expect(draft.confirmation).toBe('host-name');
  const left = planOn(phase(movable, { phase: 'left' }), 'finish-migration', {});
  expect(isRefusal(left) ? [] : left.steps.map(({ args }) => args.path)).toEqual(['/mnt/big/docker']);
  expect(refusedBy(planOn(phase(movedHost, { phase: 'switched' }), 'finish-migration', {}))).toEqual([
    'kept-data-deletable',
  ]);
});
