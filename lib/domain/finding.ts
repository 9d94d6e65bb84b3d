import type { Offer } from './answers/offer.ts';
import type { HostFacts, SectionId } from './host-facts.ts';

export const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** What a finding or a plan is about. `id` is stable between scans. */
export interface ObjectRef {
  kind:
    | 'host'
    | 'engine'
    | 'filesystem'
    | 'data-root'
    | 'pool'
    | 'device'
    | 'volume'
    | 'container'
    | 'image'
    | 'layer'
    | 'subvolume'
    | 'store'
    | 'file';
  id: string;
  label: string;
}

/** The very output and the command that printed it; a generic view renders it. */
export interface EvidenceTable {
  command: string | null;
  columns: string[];
  rows: string[][];
}

/** How full something is, for a picture beside the words. */
export interface Fill {
  /** `Data`, `Metadata` */
  label: string;
  usedBytes: number;
  /** what it can really hold, not what it claims */
  totalBytes: number;
}

export interface Remedy {
  actionId: string;
  params: Record<string, string>;
}

/** What a check reports; `key` is added by the judge: check id + hash of the subject. */
export interface FindingDraft {
  severity: Severity;
  subject: ObjectRef;
  title: string;
  /** why it matters and what to do, plain text, paragraphs separated by an empty line */
  detail: string;
  evidence: EvidenceTable;
  fills?: Fill[];
  reclaimable?: { bytes: number; exact: boolean };
  remedies: Remedy[];
  docs?: string;
}

export interface Finding extends FindingDraft {
  key: string;
  checkId: string;
}

/** A finding as page, command line and API show it: each remedy that this version can plan, best first. */
export type OfferedFinding = Omit<Finding, 'remedies'> & { remedies: Offer[] };

export type CheckStatus = 'pass' | 'fail' | 'unknown' | 'not-applicable' | 'error';

export type CheckOutcome =
  | { checkId: string; status: 'pass' }
  | { checkId: string; status: 'fail'; findings: Finding[] }
  | { checkId: string; status: 'unknown'; why: string; missing: SectionId[] }
  | { checkId: string; status: 'not-applicable'; why: string }
  | { checkId: string; status: 'error'; why: string };

/** What is remembered of earlier scans, for hysteresis, "rising" and "since". */
export interface Past {
  previous: Readonly<Record<string, CheckOutcome>>;
  /** first time a finding key was seen and is still open */
  openSince: Readonly<Record<string, string>>;
  /** earlier samples, oldest first */
  samples: readonly { at: string; name: string; value: number }[];
}

export type KnownSections<K extends SectionId> = {
  readonly [P in K]: Extract<HostFacts['sections'][P], { state: 'known' }>['value'];
};

/**
 * One rule, one file, pure. `id` is a noun in the failing state and the file's name.
 * With a needed section unknown the judge answers `unknown` and does not run it.
 */
export interface Check<K extends SectionId = SectionId> {
  id: string;
  title: string;
  /** one paragraph for docs/checks: what it means and why it matters */
  why: string;
  needs: readonly K[];
}

export interface CheckContext {
  /** all facts, for optional sections */
  facts: HostFacts;
  past: Past;
  /** ISO time of judging */
  now: string;
  /** the views, computed once per scan */
  storage: import('./storage-report.ts').StorageReport;
  /** what no cleanup may touch: no amount counts it as reclaimable */
  protections?: readonly import('./protection.ts').Protection[];
}
