import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { LedgerRow } from '../../../domain/storage-report.ts';
import { changed } from '../testing/changed.ts';
import { reportOf } from '../testing/conclusions.ts';
import { ContainerdHost, namespaceOf } from '../testing/containerd-host.ts';

const expired = { 'containerd.io/gc.expire': '1971-01-01T00:00:00Z' };
const ahead = { 'containerd.io/gc.expire': '2027-01-01T00:00:00Z' };

/** Of the one filesystem that holds data root and store. */
function amounts(facts: HostFacts): Partial<Record<LedgerRow['row'], number>> {
  const onOne = changed(facts, 'filesystems', (all) =>
    all.map((each) => ({ ...each, mountPoint: '/', device: '8:1', roles: ['data-root', 'containerd-root'] })),
  );
  const { ledger } = reportOf(onOne);
  if (ledger.state === 'unknown') throw new Error(ledger.detail);
  return Object.fromEntries(
    ledger.value.map(({ row, bytes }) => [row, bytes.state === 'known' ? bytes.value : Number.NaN]),
  );
}

describe('the ledger of containerd’s store', () => {
  it('counts each snapshot, blob and download once, with its owner', () => {
    const host = new ContainerdHost();
    const chain = host.image('nginx:1', { blob: 30, layer: 100 });
    host.container(chain);
    host.build(50);
    host.failedCreate(chain);
    const lost = host.container(host.image('old', { blob: 20, layer: 60 }));
    host.loseContainer(lost);
    host.removeImage('old');
    host.content('sha256:part', 40);
    host.lease('1-load', { labels: ahead, content: ['sha256:part'] });
    host.content('sha256:past', 9);
    host.lease('2-load', { labels: expired, content: ['sha256:past'] });
    host.content('sha256:mine', 3);
    host.lease('my-own', { content: ['sha256:mine'] });
    const k8s = namespaceOf('k8s.io');
    host.namespaces.push(k8s);
    host.image('nginx:1', { space: k8s, layer: 11 });
    expect(amounts(host.facts())).toMatchObject({
      'image-layers': 100,
      'compressed-copies': 33,
      'writable-layers': 12,
      'build-cache': 50,
      // the init layer of the failed create, and the lost container with its image's layer
      'leaked-layers': 5 + 12 + 60,
      'unproven-leases': 3,
      // 23: blobs of the image that was removed, which the next collection takes
      'unfinished-transfers': 40 + 9 + 23,
      'other-containerd-users': 11,
    });
  });

  it('calls nothing leaked while another data root is in place (T1), and hides no byte', () => {
    const host = new ContainerdHost();
    host.container(host.image('one'));
    host.build();
    host.loseDataRoot();
    const found = amounts(host.facts());
    expect([found['leaked-layers'] ?? 0, found['unproven-leases']]).toEqual([0, 12 + 50]);
  });

  it('puts a hold of Bilge into the quarantine, and what is of the running dockerd into what is unfinished', () => {
    const host = new ContainerdHost();
    host.snapshot('held', null, 8);
    host.lease('bilge-1', { keys: ['held'], labels: { ...ahead, 'bilge/quarantine': 'x' } });
    host.moby.ingests.push({ ref: 'pulling', folder: 'f', expiresAt: null, expected: null });
    host.lease('3-pull', { labels: ahead, ingests: ['pulling'] });
    const facts = host.facts((details) => Object.assign(details.ingestBytes, { f: 6, nameless: 2 }));
    expect(amounts(facts)).toMatchObject({ quarantine: 8, 'unfinished-transfers': 8 });
  });

  it('has as leaked exactly what the removal of all dead leases frees, whatever else names it', () => {
    const what = fc.constantFrom(
      'image',
      'container',
      'lost',
      'failed',
      'build',
      'lostBuild',
      'rmi',
      'root',
      'expired',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(what, fc.nat(3)), { maxLength: 14 }), (done) => {
        const host = new ContainerdHost();
        const chains = [host.image('i0'), host.image('i1', { layer: 7 }), host.image('i2', { layer: 31 })];
        for (const [each, at] of done) {
          const chain = chains[at % chains.length] ?? '';
          if (each === 'image') chains.push(host.image(`i${chains.length}`, { layer: 3 + at }));
          if (each === 'container') host.container(chain);
          if (each === 'lost') host.loseContainer(host.container(chain));
          if (each === 'failed') host.failedCreate(chain);
          if (each === 'build') host.build(13 + at);
          if (each === 'lostBuild') {
            host.build(17 + at);
            host.builds.workers[0]?.records.pop();
          }
          if (each === 'rmi') host.removeImage(`i${at}`);
          if (each === 'root') {
            const own = host.moby.snapshots[at];
            if (own !== undefined) own.labels['containerd.io/gc.root'] = 'x';
          }
          if (each === 'expired') host.lease(`9${at}-old`, { labels: expired, keys: [chain] });
        }
        const facts = host.facts();
        const { leakedLeaseBytes } = reportOf(facts);
        const found = amounts(facts);
        expect(found['leaked-layers'] ?? 0).toBe(leakedLeaseBytes.state === 'known' ? leakedLeaseBytes.value : null);
        const own = ['image-layers', 'compressed-copies', 'writable-layers', 'build-cache', 'leaked-layers'] as const;
        const rest = ['unproven-leases', 'unfinished-transfers'] as const;
        const blobs = host.moby.content.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
        const snapshots = host.backend.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
        const all = [...own, ...rest].reduce((sum, row) => sum + (found[row] ?? 0), 0);
        expect(all + (found['docker-other'] ?? 0)).toBe(blobs + snapshots);
      }),
    );
  });
});
