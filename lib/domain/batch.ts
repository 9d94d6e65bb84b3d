import { z } from 'zod';
import type { Fact } from './fact.ts';
import { runStates } from './run.ts';
import { bytesFact } from './stored/fact-schema.ts';

/** The same cleanup on several hosts: a plan for each, run one after the other, stopped at the first surprise. */
export const mostBatchHosts = 50;

/**
 * What may be done to several hosts at once. A closed list with fixed parameters: nothing that stops Docker, nothing that deletes volumes,
 * nothing whose objects must be named one by one.
 */
export const batchKinds = ['quarantine-leaked', 'free-leaked', 'purge-quarantine', 'build-cache', 'images'] as const;
export type BatchKind = (typeof batchKinds)[number];

interface KindOfBatch {
  title: string;
  about: string;
  actionId: string;
  params: Record<string, string>;
}

export const batchKindOf: Record<BatchKind, KindOfBatch> = {
  'quarantine-leaked': {
    title: 'Quarantine leaked layers',
    about: 'Frees nothing yet: freed when the quarantine ends, and can be restored until then.',
    actionId: 'remove-leaked-layers',
    params: { names: 'all', mode: 'quarantine' },
  },
  'free-leaked': {
    title: 'Free leaked layers now',
    about: 'Frees the space in this run. It cannot be undone.',
    actionId: 'remove-leaked-layers',
    params: { names: 'all', mode: 'delete' },
  },
  'purge-quarantine': {
    title: 'Purge the quarantine',
    about: 'Frees what is quarantined, before its date. It cannot be undone.',
    actionId: 'purge-quarantine',
    params: { entries: 'all' },
  },
  'build-cache': {
    title: 'Remove build cache',
    about: 'The next builds take longer.',
    actionId: 'prune-build-cache',
    params: {},
  },
  images: {
    title: 'Remove unused images',
    about: 'They can be pulled or built again.',
    actionId: 'prune-images',
    params: {},
  },
};

/**
 * planning: the hosts are scanned and planned. proposed: waits for a person. stopped: at a surprise, or because someone asked.
 * interrupted: the process that worked on it ended; nothing goes on by itself.
 */
export const batchStates = ['planning', 'proposed', 'running', 'succeeded', 'stopped', 'interrupted'] as const;
export type BatchState = (typeof batchStates)[number];

/** blocked: nothing can be planned there; it is no part of the run. surprise: here the batch stopped. */
const batchItemStates = ['waiting', 'blocked', 'planned', 'running', 'done', 'surprise', 'not-reached'] as const;

export const batchItem = z.object({
  hostId: z.string(),
  hostName: z.string(),
  isDemo: z.boolean(),
  state: z.enum(batchItemStates),
  /** for a person: why it is blocked, what the surprise was */
  said: z.string().nullable(),
  plan: z
    .object({
      id: z.string(),
      title: z.string(),
      objects: z.number(),
      skipped: z.number(),
      /** freed by the run, or quarantined by it */
      bytes: bytesFact,
      freesNow: z.boolean(),
      expiresAt: z.string(),
      /** something cannot be undone: the host's name is typed */
      asksForName: z.boolean(),
    })
    .nullable(),
  runId: z.string().nullable(),
});
export type BatchItem = z.output<typeof batchItem>;

export const storedBatch = z.object({
  id: z.string(),
  kind: z.enum(batchKinds),
  state: z.enum(batchStates),
  createdAt: z.string(),
  createdBy: z.string(),
  startedAt: z.string().nullable(),
  startedBy: z.string().nullable(),
  endedAt: z.string().nullable(),
  said: z.string().nullable(),
  cancelRequested: z.boolean(),
  items: z.array(batchItem),
  /** the process that works on it, while one does */
  worker: z.object({ process: z.string(), seenAt: z.string() }).nullable(),
});
export type Batch = z.output<typeof storedBatch>;

/** As it is shown: each run with what it is by now. */
export const shownBatch = storedBatch.omit({ worker: true }).extend({
  items: z.array(
    batchItem.extend({
      run: z
        .object({
          id: z.string(),
          state: z.enum(runStates),
          freedBytes: bytesFact,
          steps: z.number(),
          ended: z.number(),
        })
        .nullable(),
    }),
  ),
});
export type ShownBatch = z.output<typeof shownBatch>;

/** One line of a list: its hosts and their runs are read on its own page. */
export const listedBatch = storedBatch.omit({ worker: true, items: true }).extend({
  items: z.array(batchItem.pick({ hostId: true, hostName: true, state: true })),
});
export type ListedBatch = z.output<typeof listedBatch>;

export function isWorking({ state }: Pick<Batch, 'state'>): boolean {
  return state === 'planning' || state === 'running';
}

/** What a plan would hold by the last scan: to choose by, not to approve. */
export interface BatchPreview {
  host: { id: string; name: string; isDemo: boolean };
  scannedAt: string | null;
  outcome: { objects: number; bytes: Fact<number>; freesNow: boolean; asksForName: boolean } | { excuse: string };
}
