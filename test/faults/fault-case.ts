import type { HostKind } from '../../lab/lab.ts';
import type { FaultHost } from './fault-host.ts';
import type { Fault } from './strike-at.ts';

/** Something that an action does, in the shape in which it is struck. One of each action, and of each way in which it can work. */
export interface FaultCase {
  /** `remove-leaked-layers delete`: as the evidence calls it */
  title: string;
  action: string;
  kind: HostKind;
  /** For the evidence, where a case is struck on more than one kind of host. */
  where?: string;
  /** Whether it moves or deletes what cannot be made again: struck at more boundaries than the others. */
  isHeart?: true;
  /** Where it writes: its filesystem is filled, and it alone becomes read-only. */
  writesTo: string;
  /** Brings about what it works on, before each strike anew. */
  make(
    target: FaultHost,
    fault: Fault | typeof meanwhileFault | typeof twiceFault | typeof dashboardFault,
  ): Promise<Work>;
  /** What comes into use between plan and apply, and how that ends again. Left out where `leftOut` says why. */
  meanwhile?: Meanwhile;
  /** Faults that cannot mean anything here, with the reason. */
  leftOut?: Readonly<Partial<Record<Fault | typeof meanwhileFault, string>>>;
}

export interface Work {
  params: Readonly<Record<string, string>>;
  /** Shell that prints nothing where the action has done what it should and nothing half done is left; `args` are its arguments. */
  left: string;
  args: readonly string[];
  /** What a person does after the struck run, in this order, each where it still plans anything. Default: the same again. */
  again?: readonly (readonly [action: string, params: Readonly<Record<string, string>>])[];
}

export interface Meanwhile {
  what: string;
  /** shell with the arguments of the work */
  happens: string;
  /** prints nothing where what came into use is whole */
  harmed: string;
  ends: string;
}

export const meanwhileFault = 'comes into use between plan and apply';
export const twiceFault = 'two applies at once';
export const dashboardFault = 'kill -9 of the dashboard';

export const layersOf: Readonly<Partial<Record<HostKind, string>>> = {
  ext4: '/var/lib/docker/overlay2',
  btrfs: '/var/lib/docker/btrfs/subvolumes',
};
