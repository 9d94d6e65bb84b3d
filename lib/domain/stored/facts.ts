import { z } from 'zod';
import { type Fact, type Unknown, unknown } from '../fact.ts';
import type { HostFacts, SectionId } from '../host-facts.ts';
import { sectionIds } from '../unknown-sections.ts';
import { factOf } from './fact-schema.ts';
import { hostIdentity, scanCost } from './identity.ts';
import { sectionSchemas } from './sections.ts';
import { firstProblem, fromStored, type Read, type StoredKind, type StoredObject } from './stored-kind.ts';

/** The envelope alone: sections are judged one by one, so that one which this version cannot read takes no other with it. */
type Envelope = Omit<HostFacts, 'sections'> & { sections: Readonly<Record<string, unknown>> };

const envelope: z.ZodType<Envelope> = z.object({
  id: z.string(),
  hostId: z.string(),
  collectedAt: z.string(),
  identity: hostIdentity,
  cost: scanCost,
  sections: z.record(z.string(), z.unknown()),
});

export const storedFacts: StoredKind<Envelope> = {
  name: 'scan',
  schema: envelope,
  upgrades: [(value) => value],
};

const olderBilge = unknown('not-collected', 'This scan was made by an older Bilge. Scan this host again.');

const schemas = Object.fromEntries(sectionIds.map((id) => [id, factOf(sectionSchemas[id])])) as unknown as {
  [K in SectionId]: z.ZodType<HostFacts['sections'][K]>;
};

/**
 * A section that an older version did not have, or had in another shape, is unknown: never undefined, never empty. `isOlder` says that
 * the row was written by a version before this one.
 */
export function factsFromStored(raw: unknown): Read<HostFacts> {
  const read = fromStored(storedFacts, raw);
  if (!read.ok) return read;
  const { sections, ...rest } = read.value;
  return { ok: true, value: { ...rest, sections: sectionsOf(sections, isOfOlderVersion(raw)) } };
}

function sectionsOf(stored: Readonly<Record<string, unknown>>, isOlder: boolean): HostFacts['sections'] {
  const entries = sectionIds.map((id) => [id, sectionOf(id, stored[id], isOlder)] as const);
  return Object.fromEntries(entries) as unknown as HostFacts['sections'];
}

function sectionOf(id: SectionId, stored: unknown, isOlder: boolean): Fact<unknown> {
  if (stored === undefined) return olderBilge;
  const parsed = schemas[id].safeParse(stored);
  if (parsed.success) return stored as Fact<unknown>;
  return isOlder ? olderBilge : unreadableSection(id, firstProblem(parsed.error));
}

function unreadableSection(id: SectionId, why: string): Unknown {
  return unknown('unparseable', `The section ${id} of the stored scan cannot be read (${why}). Scan this host again.`);
}

function isOfOlderVersion(raw: unknown): boolean {
  const { storedVersion = 0 } = raw as StoredObject;
  return Number(storedVersion) < storedFacts.upgrades.length;
}
