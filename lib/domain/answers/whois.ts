import { z } from 'zod';
import { bytesFact } from '../stored/fact-schema.ts';
import { offer } from './offer.ts';

/** The answer to "who owns this, why is it there, what would free it": a look into the last scan, never at the host. */
export const whoisKinds = [
  'layer',
  'subvolume',
  'volume',
  'image',
  'container',
  'network',
  'build-cache-record',
  'quarantine-entry',
  'containerd-snapshot',
  'containerd-lease',
  'containerd-blob',
  'abandoned-store',
  'data-root',
  'hidden-data',
  'snapshot',
  'deleted-file',
] as const;
export type WhoisKind = (typeof whoisKinds)[number];

/** How it was found: its very name or path, the beginning of its name, a place inside it, or its name as one part of a path. */
export const whoisHows = ['exact', 'inside', 'part', 'prefix'] as const;
export type WhoisHow = (typeof whoisHows)[number];

const remedy = z.object({ actionId: z.string(), params: z.record(z.string(), z.string()) });

export const whoisObject = z.object({
  kind: z.enum(whoisKinds),
  id: z.string(),
  label: z.string(),
  path: z.string().nullable(),
  /** who owns it, for a person */
  owner: z.string(),
  why: z.string(),
  bytes: bytesFact,
  /** what would free it, for a person */
  freedBy: z.string(),
  remedies: z.array(remedy),
});
export type WhoisObject = z.output<typeof whoisObject>;

export const whoisMatch = whoisObject.omit({ remedies: true }).extend({
  how: z.enum(whoisHows),
  /** what can be planned now, each with what its plan says */
  offers: z.array(offer),
  /** why no action can be planned now, though one is made for such objects */
  blocked: z.string().nullable(),
});
export type WhoisMatch = z.output<typeof whoisMatch>;

export const whoisAnswer = z.object({
  host: z.object({ id: z.string(), name: z.string() }),
  asked: z.string(),
  /** of the scan that was searched */
  collectedAt: z.string(),
  matches: z.array(whoisMatch),
  /** how many there are; `matches` holds the first of them */
  total: z.number(),
  /** what was asked for is the beginning of several names */
  isAmbiguous: z.boolean(),
  searched: z.array(z.object({ what: z.string(), count: z.number() })),
  /** what could not be searched: it may be among these */
  unknown: z.array(z.object({ what: z.string(), reason: z.string(), detail: z.string() })),
});
export type WhoisAnswer = z.output<typeof whoisAnswer>;

/** Linux's PATH_MAX: nothing on a host has a longer name. */
export const longestName = 4096;
