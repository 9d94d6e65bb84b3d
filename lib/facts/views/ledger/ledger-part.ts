import { type Fact, known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { LedgerRowId, StorageReport } from '../../../domain/storage-report.ts';
import type { JudgedStore } from '../containerd/judged-store.ts';
import { notMeasured, type Sizes } from '../leaks/leak.ts';
import type { LayerSizes } from '../ownership/layer-sizes.ts';

/**
 * Every object of Docker's on disk, each in exactly one row of the ledger. Sizes come from measurements; where there is none,
 * from what Docker recorded (marked as an estimate); else the object is unknown, and so is its row.
 */
export interface LedgerPart {
  row: LedgerRowId;
  /** where it lies: decides the filesystem */
  path: string;
  /** the filesystem itself, where a path on the host cannot tell it */
  filesystem?: string;
  bytes: Fact<number>;
  exact: boolean;
  how: string;
  measuredAt: string | null;
}

export interface LedgerInput {
  facts: HostFacts;
  sizes: Sizes;
  /** null where ownership is unknown */
  recorded: LayerSizes | null;
  identities: ReadonlyMap<string, string>;
  layers: StorageReport['layers'];
  leaks: StorageReport['leaks'];
  /** null: Docker keeps its images itself */
  store: Fact<JudgedStore> | null;
  deletedFiles: StorageReport['deletedFiles'];
  otherDataRoots: StorageReport['otherDataRoots'];
  hiddenData: StorageReport['hiddenData'];
}

/** Parts, and rows that are wholly unknown with the reason. */
export interface LedgerParts {
  parts: LedgerPart[];
  unknownRows: Map<LedgerRowId, Extract<Fact<number>, { state: 'unknown' }>>;
}

export function partOf(row: LedgerRowId, path: string, measured: ReturnType<Sizes['find']>): LedgerPart {
  return measured === null ? unmeasuredPart(row, path) : measuredPart(row, path, measured);
}

export function measuredPart(
  row: LedgerRowId,
  path: string,
  measured: Pick<NonNullable<ReturnType<Sizes['find']>>, 'bytes' | 'exact' | 'how' | 'measuredAt'>,
): LedgerPart {
  const { bytes, exact, how, measuredAt } = measured;
  return { row, path, bytes: known(bytes), exact, how, measuredAt };
}

export function unmeasuredPart(row: LedgerRowId, path: string): LedgerPart {
  return { row, path, bytes: notMeasured, exact: false, how: 'not measured yet', measuredAt: null };
}
