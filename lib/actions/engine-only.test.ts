import { describe, expect, it } from 'vitest';
import { unknown } from '../domain/fact.ts';
import type { HostFacts, SectionId } from '../domain/host-facts.ts';
import { isRefusal } from '../domain/plan.ts';
import { changed } from '../facts/views/testing/changed.ts';
import { DockerHost } from '../facts/views/testing/docker-host.ts';
import { registry } from './ops/registry.generated.ts';
import { chosenOf, factsOf, planOn, sparedBy } from './testing/plan-on.ts';

/** A host that gives only its socket: what the lists of the Engine say, with details, and nothing from its disk. */
const asked: SectionId[] = ['engine', 'containers', 'images', 'volumes', 'networks', 'buildCache'];
function overSocket(host: DockerHost, details: { restartPolicy: string } | null = { restartPolicy: 'no' }): HostFacts {
  const whole = factsOf(host);
  const none = unknown('no-capability', 'Only the Docker socket can be reached here.');
  const withDetails = changed(whole, 'containers', (all) =>
    all.map((each) => ({
      ...each,
      ...(details === null ? {} : { details: { ...details, finishedAt: '1970-01-01T00:00:00Z' } }),
    })),
  );
  const entries = Object.entries(withDetails.sections).map(([id, fact]) => [
    id,
    asked.includes(id as SectionId) ? fact : none,
  ]);
  return {
    ...withDetails,
    identity: { ...withDetails.identity, dataRootFsid: none, machineId: none },
    sections: Object.fromEntries(entries) as HostFacts['sections'],
  };
}
const params = { minAgeHours: '0' };
const here = { engineOnly: true };

describe('over the socket alone', () => {
  it('stopped containers are planned, as requests to the Engine', () => {
    const host = new DockerHost();
    const id = host.container('old', host.image('busybox:lab'));
    const draft = planOn(overSocket(host), 'prune-containers', params, here);
    expect(chosenOf(draft)).toEqual([id]);
    if (isRefusal(draft)) throw new Error('refused');
    expect(draft.engineOnly).toBe(true);
    expect(draft.warnings.join(' ')).toContain('the run stops when the dashboard stops');
    for (const step of draft.steps) expect(registry.find((op) => op.id === step.op)?.engine).not.toBeNull();
  });

  it.each([
    ['it wants to run again', { restartPolicy: 'always' }],
    ['nobody could be asked whether it does', null],
  ])('a container stays where %s', (_, details) => {
    const host = new DockerHost();
    host.container('db', host.image('busybox:lab'));
    expect(sparedBy(planOn(overSocket(host, details), 'prune-containers', params, here))).toEqual({
      db: 'container-idle',
    });
  });

  it('images of listed containers stay, unused ones go', () => {
    const host = new DockerHost();
    const used = host.image('used:1');
    const free = host.image('free:1');
    host.container('user', used);
    const facts = changed(overSocket(host), 'containers', (all) =>
      all.map((each) => ({ ...each, imageId: `sha256:${used}` })),
    );
    const draft = planOn(facts, 'prune-images', params, here);
    expect(chosenOf(draft).map((id) => id.replace('sha256:', ''))).toEqual([free]);
    expect(sparedBy(draft)).toEqual({ 'used:1': 'image-unused' });
  });

  it('an image of which nobody knows when it came is not old', () => {
    const host = new DockerHost();
    host.image('free:1');
    expect(sparedBy(planOn(overSocket(host), 'prune-images', { minAgeHours: '24' }, here))).toEqual({
      'free:1': 'minimum-age',
    });
  });

  it('the same facts on a host that has a shell make no plan: there it is a fault, not the way things are', () => {
    const host = new DockerHost();
    host.container('old', host.image('busybox:lab'));
    expect(isRefusal(planOn(overSocket(host), 'prune-containers', params))).toBe(true);
  });

  it.each([
    ['prune-volumes', { names: 'all' }],
    ['remove-leaked-layers', { names: 'all' }],
    ['clean-nested-docker', { volume: 'v' }],
    ['restart-docker', {}],
    ['truncate-container-logs', { names: 'all' }],
  ] as const)('%s is refused with what to do', (actionId, wanted) => {
    const draft = planOn(overSocket(new DockerHost()), actionId, wanted, here);
    expect(isRefusal(draft)).toBe(true);
    expect(JSON.stringify(draft)).toMatch(/SSH|shell|socket|not known/);
  });
});
