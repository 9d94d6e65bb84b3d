import type { HostFacts } from '../domain/host-facts.ts';

/** Podman offers Docker's API, but has its own drivers, versions and figures: statements about Docker's would be wrong. */
export function isPodman(facts: HostFacts): boolean {
  const { engine, pasted } = facts.sections;
  return (
    (engine.state === 'known' && engine.value.product === 'podman') ||
    (pasted.state === 'known' && pasted.value.product === 'podman')
  );
}

/** Checks about the machine's own disks hold whatever engine runs on it. */
const ofTheMachine =
  /^(?:btrfs-(?!root-not-dedicated|driver-)|zfs-(?!shared-parent)|md-|thin-pool-|disk-io-errors|filesystem-|inodes-|system-partition-full|deleted-|clock-skew|write-barriers-off|engine-is-podman)/;

export function holdsForPodman(checkId: string): boolean {
  return ofTheMachine.test(checkId);
}
