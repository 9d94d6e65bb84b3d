import type { Fact } from './fact.ts';

/** What a plan leaves as it is, counted while planning: what a frightened person wants to read first. */
export interface Untouched {
  images: Fact<number>;
  containers: Fact<number>;
  volumes: Fact<number>;
  /** Bytes on Docker's filesystem that are not Docker's. Null where a plan works on the whole filesystem, or it holds nothing else. */
  notDocker: Fact<number> | null;
}

export const receiptKinds = ['images', 'containers', 'volumes'] as const;
export type ReceiptKind = (typeof receiptKinds)[number];

export const differences = ['added', 'removed', 'started', 'stopped', 'changed'] as const;
export type Difference = (typeof differences)[number];

/** What became of the objects of one kind between the scan of the plan and the scan after the run. */
export interface KindReceipt {
  unchanged: number;
  /** removed by this run, as its plan said */
  byRun: number;
  /** what someone else did meanwhile; names as Docker shows them, only the first few */
  meanwhile: { difference: Difference; count: number; names: string[] }[];
}

/** Kept with a run: what it left as it was, by comparison of two scans. */
export type RunReceipt = Record<ReceiptKind, Fact<KindReceipt>> & {
  /** ISO: when the compared scans were taken */
  before: string;
  after: string;
  notDocker: Untouched['notDocker'];
};
