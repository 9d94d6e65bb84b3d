import type { Unknown } from '../domain/fact.ts';
import type { SectionId } from '../domain/host-facts.ts';
import type { ReadScript } from '../domain/session.ts';
import { knownPlaces } from '../platforms/detect-platform.ts';
import { asReadScript } from '../shell/read-script.ts';
import { type Sh, sh } from '../shell/sh.ts';
import type { Collector, CollectorContext } from './collectors/collector.ts';
import { registry } from './collectors/registry.generated.ts';
import { wordsOfKnown } from './parsers/containerd/known-databases.ts';
import { inScanOrder } from './scan-order.ts';
import { scanScript } from './scan-script.ts';
import { isPackingWorthIt, type SessionMemory } from './session-memory.ts';
import { storeSections } from './views/containerd/store-facts.ts';
import { ownershipSections } from './views/ownership/ownership-facts.ts';

/** What is asked of a host, and what need not be asked because the answer is known to be "unknown". */
export interface ScanRequest {
  nonce: string;
  asked: readonly Collector[];
  refused: readonly { id: SectionId; why: Unknown }[];
  script: ReadScript;
}

export interface ScanRequestOptions {
  nonce: string;
  context: CollectorContext;
  only: 'proof' | undefined;
  memory: SessionMemory;
}

export function scanRequest({ nonce, context, only, memory }: ScanRequestOptions): ScanRequest {
  const wanted = only === 'proof' ? proofSections(context) : null;
  const asked: Collector[] = [];
  const refused: { id: SectionId; why: Unknown }[] = [];
  for (const collector of inScanOrder<Collector>(registry)) {
    if (wanted !== null && !wanted.has(collector.id)) continue;
    const applies = collector.appliesTo(context);
    if (applies === true) asked.push(collector);
    else refused.push({ id: collector.id, why: applies });
  }
  return { nonce, asked, refused, script: script(nonce, asked, context, memory) };
}

/** Without the Engine's word the driver is not known yet, and it may be btrfs. */
function proofSections({ engine }: CollectorContext): ReadonlySet<SectionId> {
  if (engine?.imageStore === 'containerd') return new Set<SectionId>(storeSections);
  const needsSubvolumes = engine === null || engine.storageDriver === 'btrfs';
  return new Set<SectionId>([...ownershipSections, ...(needsSubvolumes ? (['btrfs'] as const) : [])]);
}

function script(
  nonce: string,
  collectors: readonly Collector[],
  context: CollectorContext,
  memory: SessionMemory,
): ReadScript {
  const { engine } = context;
  return asReadScript(
    scanScript({
      nonce,
      engine: engine === null ? null : { dataRoot: engine.dataRoot, driver: engine.storageDriver },
      places: knownPlaces,
      tools: memory.tools,
      sections: collectors.map((collector) => ({
        id: collector.id,
        limitSeconds: collector.limitSeconds,
        gzip: collector.gzip === true && isPackingWorthIt(memory, collector.id),
        script: withStamp(collector, context, memory),
      })),
    }),
  );
}

/** The stamp of what is remembered goes along, so that the host itself can say "the same" instead of sending it all again. */
function withStamp(collector: Collector, context: CollectorContext, memory: SessionMemory): Sh {
  const body = collector.script(context);
  if (collector.knowsDatabases === true)
    return sh.lines(sh`bilge_known_databases=${wordsOfKnown(memory.databases.get(collector.id) ?? new Map())}`, body);
  if (collector.stamped !== true) return body;
  return sh.lines(sh`bilge_known=${memory.sections.get(collector.id)?.stamp ?? ''}`, body);
}
