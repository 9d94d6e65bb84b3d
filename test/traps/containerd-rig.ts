import type { LabHost } from '../../lab/lab.ts';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import type { Leak, StorageReport } from '../../lib/domain/storage-report.ts';
import type { LeaseRow } from '../../lib/facts/views/containerd/lease-row.ts';
import { type StoreFacts, storeFacts } from '../../lib/facts/views/containerd/store-facts.ts';
import { type StoreView, storeView } from '../../lib/facts/views/containerd/store-view.ts';
import { type StrayDirectory, strayDirectories } from '../../lib/facts/views/containerd/stray-directories.ts';
import { HostRun } from '../helpers/host-run.ts';
import { knownLeaks } from './lab-scan.ts';

/** What Bilge reads and judges of a host with the containerd image store, one whole scan over SSH at a time. */
export interface StoreLook {
  facts: HostFacts;
  report: StorageReport;
  store: StoreFacts;
  view: StoreView;
  strays: StrayDirectory[];
  /** leaks of containerd leases */
  leaks: Leak[];
}

export class ContainerdRig {
  readonly run: HostRun;
  readonly host: LabHost;

  constructor(host: LabHost) {
    this.host = host;
    this.run = new HostRun(host);
  }

  async sh(script: string, ...args: string[]): Promise<string> {
    return (await this.host.exec(script, { args, timeoutMs: 180_000 })).stdout.trim();
  }

  /** Docker may have been restarted since the last look: the connection is a new one. */
  async look(): Promise<StoreLook> {
    await this.run.reconnect();
    const { facts, report } = await this.run.look();
    const store = storeFacts(facts);
    if (store.state === 'unknown') throw new Error(`the store is unknown (${store.reason}): ${store.detail}`);
    const { btrfs } = facts.sections;
    return {
      facts,
      report,
      store: store.value,
      view: storeView(store.value, () => null),
      strays: strayDirectories(store.value, btrfs.state === 'known' ? btrfs.value : null),
      leaks: knownLeaks(report).filter(({ kind }) => kind === 'containerd-lease'),
    };
  }

  /**
   * A look while the load never pauses. A database that changed during each reading is unknown and says so, which is right and no answer to
   * what a test asks of it; on a slow machine that may come several times in a row.
   */
  async lookAtMovingStore(): Promise<StoreLook> {
    for (let look = 1; ; look += 1) {
      try {
        return await this.look();
      } catch (error) {
        if (look === 10 || !/kept changing while it was read/.test(String(error))) throw error;
      }
    }
  }

  stop = () => this.run.stop();
}

export function rowOf(look: StoreLook, id: string, namespace = 'moby'): LeaseRow {
  const row = look.view.leases.find((lease) => lease.id === id && lease.namespace === namespace);
  if (row === undefined) throw new Error(`no lease ${id} in ${namespace}: ${idsOf(look).join(' ')}`);
  return row;
}

export function idsOf(look: StoreLook, state?: LeaseRow['state']): string[] {
  return look.view.leases
    .filter((row) => state === undefined || row.state === state)
    .map(({ id }) => id)
    .sort();
}

/** What a plan takes without being told more: the leaks that are proven. */
export function offeredIn(look: StoreLook): string[] {
  return look.leaks
    .filter(({ state }) => state === 'orphan')
    .map(({ name }) => name)
    .sort();
}

/** At least this, where what containers wrote is not measured. */
export function bytesOf({ aloneBytes }: LeaseRow): number {
  if (aloneBytes.state === 'known') return aloneBytes.value;
  const match = /^At least ([\d.]+) (B|KiB|MiB)/.exec(aloneBytes.detail);
  if (match === null) throw new Error(`no size: ${aloneBytes.detail}`);
  return Number(match[1]) * { B: 1, KiB: 1024, MiB: 1024 ** 2 }[match[2] as 'B' | 'KiB' | 'MiB'];
}
