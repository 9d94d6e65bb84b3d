import type { z } from 'zod';
import type { OfferEffect } from './answers/offer.ts';
import type { HostFacts, SectionId } from './host-facts.ts';
import type { Measurement } from './measurement.ts';
import type { FailurePolicy, PlanDraft, Refusal } from './plan.ts';
import type { Protection } from './protection.ts';
import type { Run } from './run.ts';
import type { InPieces } from './slices.ts';
import type { StorageReport } from './storage-report.ts';

/** The dashboard's own container on that host, if it runs there: never garbage (docs/reference/guard-lessons.md#g23). */
export interface OwnObjects {
  containerIds: string[];
  imageIds: string[];
  volumeNames: string[];
  networkNames: string[];
}

export interface PlanInput<P> {
  hostName: string;
  facts: HostFacts;
  report: StorageReport;
  measurements: readonly Measurement[];
  params: P;
  protections: readonly Protection[];
  /** ISO */
  now: string;
  own: OwnObjects;
  /** from the host's settings; null = where it always is */
  dockerSocket: string | null;
  /** days that set-aside objects are kept; 7 unless configured */
  graceDays: number;
  /** there is no shell on this host and none is allowed: the dashboard itself asks the Engine for every step */
  engineOnly?: boolean;
  /** ISO by `unusedKey`: since when the scans have seen an object unused; absent where nothing can be remembered (a recording) */
  unusedSince?: ReadonlyMap<string, string>;
}

/** Undoing is an action like any other, planned from fresh facts. */
export interface UndoRequest {
  actionId: string;
  params: Record<string, string>;
}

/** What the line below a button depends on. */
export interface ConsequenceContext {
  params: Readonly<Record<string, string>>;
  /** ISO: when the space of what is quarantined is freed; null where that is unknown or nothing is quarantined */
  freesAt: string | null;
  nearlyFull: boolean;
}

/** The headings of a host's list of actions. */
export const actionGroups = ['free', 'repair', 'maintain'] as const;
export type ActionGroup = (typeof actionGroups)[number];

/** One thing Bilge can do to a host. Pure: facts and params in, steps out. One file per action in lib/actions. */
export interface Action<S extends z.ZodType = z.ZodType> {
  /** = file name */
  id: string;
  title: string;
  /** one sentence for a list of actions */
  about: string;
  /** what people also call it, old words too: the palette finds it by them */
  words: readonly string[];
  needs: readonly SectionId[];
  /** from `-p key=value`, forms and remedies: every value arrives as a string */
  params: S;
  onFailure: FailurePolicy;
  /**
   * The words of a button that leads to its plan: verb, object and amount ("Free 510 MiB"), never "OK".
   * @param amount what it frees, as text; null where that is unknown
   */
  label(amount: string | null, params: Readonly<Record<string, string>>): string;
  group: ActionGroup;
  effect(params: Readonly<Record<string, string>>): OfferEffect;
  /** the line below the button: what it frees and when if that is not "now", and what cannot be undone */
  consequence(context: ConsequenceContext): string;
  /** the sets of parameters that a list of actions offers by itself, each with the defaults; absent = the defaults alone */
  modes?: readonly Readonly<Record<string, string>>[];
  /** sets of parameters that this host offers, from its facts: each is listed by itself, in place of the defaults */
  choices?(facts: HostFacts): readonly Readonly<Record<string, string>>[];
  /** what a person most likely means who names nothing; absent where an object must be named, or nothing can be */
  defaults?: Readonly<Record<string, string>>;
  /** `host`: whether it can be done depends on the host itself, so its refusal is shown on "About this host" */
  scope: 'objects' | 'host';
  /** It touches only what Docker leaked, which is not the user's data: offered before everything else that frees space. */
  onlyLeaked?: true;
  /** only for actions whose runs can be undone: what undoes this run, or why nothing does */
  undo?(run: Run): UndoRequest | { excuse: string };
  plan(input: PlanInput<z.output<S>>): PlanDraft | Refusal;
  /** The same plan, for actions whose plan goes over thousands of objects. */
  planInPieces?(input: PlanInput<z.output<S>>): InPieces<PlanDraft | Refusal>;
}
