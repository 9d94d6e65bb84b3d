import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { Report } from '../../../domain/report.ts';
import { sizesFrom } from '../leaks/leak.ts';
import { changed } from '../testing/changed.ts';
import { ContainerdHost } from '../testing/containerd-host.ts';
import { containerdObjects } from './containerd-objects.ts';

function ownersIn(facts: HostFacts): Record<string, string> {
  const found = containerdObjects({ facts, report: {} as Report, sizes: sizesFrom([]) }).flatMap(({ objects }) =>
    objects.state === 'known' ? objects.value : [],
  );
  return Object.fromEntries(found.map(({ kind, id, owner }) => [`${kind} ${id.split('/').at(-1)}`, owner]));
}

/** The simple list of leases that the section has beside the records. */
function withList(facts: HostFacts): HostFacts {
  return changed(facts, 'containerd', (value) => ({
    ...value,
    leases:
      value.details?.records?.namespaces.flatMap(({ name, leases }) =>
        leases.map(({ id, createdAt }) => ({ namespace: name, id, createdAt })),
      ) ?? [],
  }));
}

describe('snapshots and leases of containerd', () => {
  it('have the owner that containerd’s records tell', () => {
    const host = new ContainerdHost();
    const chain = host.image('nginx:1');
    const living = host.container(chain);
    const lost = host.container(chain);
    host.loseContainer(lost);
    const record = host.build();
    const owners = ownersIn(withList(host.facts()));
    expect(owners[`containerd-snapshot ${chain}`]).toBe('image nginx:1');
    expect([owners[`containerd-snapshot ${living}`], owners[`containerd-lease ${living}`]]).toEqual([
      'container one',
      'container one',
    ]);
    expect(owners[`containerd-snapshot ${record}`]).toContain(record);
    expect(owners[`containerd-snapshot ${lost}`]).toContain(`lease ${lost}`);
    expect(owners[`containerd-lease ${lost}`]).toBe('no container or build that Docker knows');
    host.loseDataRoot();
    expect(ownersIn(withList(host.facts()))[`containerd-lease ${living}`]).toContain('another data root');
  });

  it('tell what an older scan knew', () => {
    const host = new ContainerdHost();
    const id = host.container(host.image('nginx:1'));
    const older = changed(withList(host.facts()), 'containerd', ({ root, snapshots, leases, contentBytes }) => ({
      root,
      snapshots,
      leases,
      contentBytes,
    }));
    expect(ownersIn(older)[`containerd-lease ${id}`]).toBe('container one');
  });
});
