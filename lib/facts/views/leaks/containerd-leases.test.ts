import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { leaksOf, reportOf } from '../testing/conclusions.ts';
import { ContainerdHost } from '../testing/containerd-host.ts';
import { young } from '../testing/docker-host.ts';

const statesOf = (host: ContainerdHost) =>
  leaksOf(host.facts(), 'containerd-lease').map(({ name, state, bytes }) => [
    name,
    state,
    bytes.state === 'known' ? bytes.value : null,
  ]);

describe('leases that leaked', () => {
  it('are listed with their state and what each alone holds, also what was cut off; what is kept is not', () => {
    const host = new ContainerdHost();
    const chain = host.image('one');
    host.container(chain);
    host.build();
    const dead = host.failedCreate(chain);
    const making = host.failedCreate(chain, young);
    host.lease('my-own');
    host.lease('1-pull', {
      labels: { 'containerd.io/gc.expire': '2027-01-01T00:00:00Z', 'moby/prune.images': 'true' },
    });
    expect(statesOf(host)).toEqual([
      [dead, 'orphan', 5],
      [making, 'too-young', 5],
      ['1-pull', 'unfinished', 0],
    ]);
    const end = leaksOf(host.facts(), 'containerd-lease').at(-1)?.proof[0]?.checked;
    expect(end).toBe('A pull was cut off. containerd keeps what it brought until 1 Jan 2027, 00:00 UTC.');
  });

  it('tell of one that has ended what the next collection frees', () => {
    const host = new ContainerdHost();
    host.content('sha256:part', 40);
    const labels = { 'containerd.io/gc.expire': '1971-01-01T00:00:00Z' };
    host.lease('2-load', { labels, content: ['sha256:part'] });
    expect(statesOf(host)).toEqual([['2-load', 'unfinished', 40]]);
  });

  it('are none of ours where another data root is in place: shown as another data root’s, with the reason (T1)', () => {
    const host = new ContainerdHost();
    const ids = [host.container(host.image('one')), host.container(host.image('two'))];
    const record = host.build();
    host.loseDataRoot();
    expect(statesOf(host)).toEqual([...ids.map((id) => [id, 'other-data-root', 12]), [record, 'other-data-root', 50]]);
    for (const { proof, removableLive } of leaksOf(host.facts(), 'containerd-lease')) {
      expect([proof.at(-1)?.source, proof.at(-1)?.against, removableLive]).toEqual(['Data root', true, false]);
    }
  });

  it('are unknown where a needed section is', () => {
    const facts = new ContainerdHost().facts();
    const down = { state: 'unknown', reason: 'permission-denied', detail: 'no root' } as const;
    const { leaks } = reportOf({ ...facts, sections: { ...facts.sections, containersOnDisk: down } });
    expect(leaks.state).toBe('unknown');
  });
});

describe('the store of a real host (26.1.5, one container’s directory lost)', () => {
  it('has that one dead lease, and what it holds alone is known', () => {
    const recorded = new URL('../../../../fixtures/recorded/lab/containerd-store.json', import.meta.url);
    const { facts } = JSON.parse(readFileSync(recorded, 'utf8')) as { facts: HostFacts };
    const leaks = leaksOf(facts, 'containerd-lease');
    expect(leaks.map(({ state, path, bytes }) => [state, path, bytes.state])).toEqual([
      ['orphan', '/srv/containerd', 'unknown'],
    ]);
    const sections = leaks[0]?.proof.map(({ source, against }) => [source, against ?? false]);
    expect(sections).toEqual([
      ['containerd leases', false],
      ['Containers on disk', false],
      ['Docker', false],
      ['Age', false],
      ['Mounts and tasks', false],
      ['Data root', false],
    ]);
  });
});
