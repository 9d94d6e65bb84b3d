import type { Finding } from '../../../domain/finding.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { type Protection, protectionOf } from '../../../domain/protection.ts';
import type { Reclaimable, ReclaimableObject } from '../../../domain/reclaimable.ts';
import type { StorageReport } from '../../../domain/storage-report.ts';

export interface ReclaimableInput {
  facts: HostFacts;
  storage: StorageReport;
  findings: readonly Pick<Finding, 'checkId' | 'key' | 'subject' | 'reclaimable' | 'remedies'>[];
  /** what no cleanup may touch, and so frees nothing */
  protections?: readonly Protection[];
  /** since when scans have seen something unused, by `unusedKey`; absent for a recording, in which no time passes */
  unusedSince?: ReadonlyMap<string, string>;
}

export interface FoundObjects {
  objects: ReclaimableObject[];
  unknown: Reclaimable['unknown'];
}

export const isProtected = ({ protections = [] }: ReclaimableInput, kind: string, ids: readonly string[]): boolean =>
  protectionOf(protections, kind, ids) !== undefined;
