import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Fact, notCollected } from '../../domain/fact.ts';
import type { FactSections, SectionId } from '../../domain/host-facts.ts';
import { atOnce } from '../../domain/slices.ts';
import { unknownSections } from '../../domain/unknown-sections.ts';
import type { Collector, ParseContext } from '../collectors/collector.ts';
import { registry } from '../collectors/registry.generated.ts';
import { type Frame, readFrame } from '../frame.ts';
import { inParseOrder } from '../scan-order.ts';
import { sectionFact } from '../section-facts.ts';
import { nothingRemembered } from '../session-memory.ts';

export const capturedKinds = ['btrfs', 'ext4', 'trixie-btrfs', 'vfs'] as const;

type CapturedKind = (typeof capturedKinds)[number] | 'containerd';

export function capturedFrame(kind: CapturedKind): Frame {
  const { bytes, marks, nonce } = capturedBytes(kind);
  return readFrame(bytes, marks, nonce);
}

/** See parsers/samples/README.md. */
export function capturedBytes(kind: CapturedKind): { bytes: Buffer; marks: string; nonce: string } {
  const bytes = fs.readFileSync(fileURLToPath(new URL(`../parsers/samples/scan-${kind}.bin`, import.meta.url)));
  const nonce = /==bilge:(\w+):context==/.exec(bytes.toString('latin1'))?.[1] ?? '';
  const marks = registry.map((collector) => `\n==bilge:${nonce}:begin:${collector.id}==\n`).join('');
  return { bytes, marks, nonce };
}

type Sections = { [K in SectionId]: Fact<FactSections[K]> };

/** What collect.ts makes of a frame, for collectors that were in it. */
export function factsOf(frame: Frame): { sections: Sections; context: ParseContext } {
  const sections: Sections = unknownSections();
  const context: ParseContext = { engine: null, host: frame.host, section: (id) => sections[id] };
  const ending = { timedOut: false, truncated: false, limitSeconds: 60 };
  for (const collector of inParseOrder<Collector>(registry)) {
    const fact = frame.sections.has(collector.id)
      ? atOnce(sectionFact(collector, frame, context, ending, nothingRemembered()))
      : notCollected;
    Object.assign(sections, { [collector.id]: fact });
  }
  return { sections, context };
}

export function knownValue<T>(fact: Fact<T>): T {
  if (fact.state === 'known') return fact.value;
  throw new Error(`unknown: ${fact.reason}: ${fact.detail}`);
}
