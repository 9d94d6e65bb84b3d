import { createHash } from 'node:crypto';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { FactsId, HostId } from '../../domain/ids.ts';
import { storedFacts } from '../../domain/stored/facts.ts';
import { toStored } from '../../domain/stored/stored-kind.ts';
import { jsonBytesApart, packBytesApart, unpackJson } from '../database/packed-json.ts';

/**
 * What a scan reads is mostly what the one before it read. So of each day the first scan of a process is stored whole, and those after it as
 * the sections in which they differ from it: `base` names the whole one. Read back they are the same facts.
 */
export interface PackedFacts {
  body: Buffer;
  base: FactsId | null;
}

interface Whole {
  id: FactsId;
  day: string;
  digests: ReadonlyMap<string, string>;
}

export interface FactsPacker {
  packed(facts: HostFacts, isStored: (id: FactsId) => boolean): Promise<PackedFacts>;
  forget(hostId: HostId): void;
}

export function factsPacker(): FactsPacker {
  const wholes = new Map<HostId, Whole>();
  return {
    forget: (hostId) => void wholes.delete(hostId),
    async packed(facts, isStored) {
      const { sections, ...head } = toStored(storedFacts, facts) as unknown as HostFacts;
      const texts = new Map<string, Buffer>();
      for (const [id, section] of Object.entries(sections)) texts.set(id, await jsonBytesApart(section));
      const digests = new Map([...texts].map(([id, text]) => [id, createHash('sha256').update(text).digest('base64')]));
      const day = facts.collectedAt.slice(0, 10);
      const whole = wholes.get(facts.hostId);
      const base = whole !== undefined && whole.day === day && isStored(whole.id) ? whole : null;
      const kept = [...texts].filter(([id]) => base === null || base.digests.get(id) !== digests.get(id));
      // Nearly everything is another: a whole one is the better base from now on.
      const isWhole = base === null || bytesOf(kept) * 2 > bytesOf([...texts]);
      if (isWhole) wholes.set(facts.hostId, { id: facts.id, day, digests });
      const body = await packBytesApart(joined(JSON.stringify(head), isWhole ? [...texts] : kept));
      return { body, base: isWhole ? null : base.id };
    },
  };
}

const bytesOf = (parts: readonly (readonly [string, Buffer])[]): number =>
  parts.reduce((sum, [, text]) => sum + text.length, 0);

/** The JSON of the head with the sections in it. */
function joined(head: string, sections: readonly (readonly [string, Buffer])[]): Buffer[] {
  const parts = sections.flatMap(([id, text], index) => [
    Buffer.from(`${index === 0 ? '' : ','}${JSON.stringify(id)}:`),
    text,
  ]);
  return [Buffer.from(`${head.slice(0, -1)},"sections":{`), ...parts, Buffer.from('}}')];
}

/** The JSON of whole facts again. Throws for what cannot be read. */
export function unpackedFacts(body: Buffer, base: Buffer | null): unknown {
  const own = unpackJson(body);
  if (base === null) return own;
  const [part, whole] = [own, unpackJson(base)] as [Partial<HostFacts>, Partial<HostFacts>];
  return { ...part, sections: { ...whole.sections, ...part.sections } };
}
