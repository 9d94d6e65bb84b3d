'use client';

import { formatBytes, formatExactBytes } from '@/lib/domain/bytes';
import { leakKindWords, leakStateWords } from '@/lib/domain/leak-words';
import { printableName } from '@/lib/domain/names';
import { ProtectButton } from '../plans/protect-button';
import { Badge } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { DialogContent, DialogRoot } from '../ui/dialog';
import { InlineText } from '../ui/inline-text';
import { Notice } from '../ui/notice';
import { LocalTime } from '../ui/relative-time';
import { SeverityMark } from '../ui/severity-mark';
import { UnknownValue } from '../ui/unknown-value';
import { InsideLeak } from './inside-leak';
import type { LayerEntry, LayerTableData } from './layer-entries';
import { layerPanelWords } from './layer-panel-words';
import { kindWords } from './layer-words';

interface ProofPanelProps {
  hostId: string;
  entry: LayerEntry | null;
  data: LayerTableData;
  mayPlan: boolean;
  /** names of protected layers */
  protectedNames: readonly string[];
  onClose: () => void;
}

/** Why an object counts as leaked, or who owns it: each place where Bilge looked for a reference, and its contents. */
export function ProofPanel({ hostId, entry, data, mayPlan, protectedNames, onClose }: ProofPanelProps) {
  const leak = entry && entry.leak >= 0 ? data.leaks[entry.leak] : undefined;
  const proof = leak ? (data.proofs[leak.proof] ?? []) : [];
  const isKept = proof.some(({ against }) => against);
  return (
    <DialogRoot open={entry !== null} onOpenChange={(open) => open || onClose()}>
      {entry ? (
        <DialogContent
          side
          title={
            leak
              ? layerPanelWords.whyItIs(leakStateWords[entry.state ?? 'unconfirmed'].word.toLowerCase())
              : layerPanelWords.whoOwns
          }
          description={<span className="font-mono text-xs break-all">{printableName(entry.path)}</span>}
        >
          <CopyButton text={entry.path} what={layerPanelWords.path} />
          {leak && mayPlan && isLayer(leak.kind) ? (
            <p className="mt-1">
              <ProtectButton
                hostId={hostId}
                object={`${leak.kind === 'containerd-lease' ? leak.kind : 'layer'}:${leak.name}`}
                isProtected={protectedNames.includes(leak.name)}
              />
            </p>
          ) : null}
          <dl className="mt-3 grid grid-cols-[7rem_minmax(0,1fr)] gap-y-1.5 text-sm">
            <dt className="text-faint">{layerPanelWords.owner}</dt>
            <dd className="break-words">{[kindWords[entry.kind], entry.owner].filter(Boolean).join(': ')}</dd>
            <dt className="text-faint">{layerPanelWords.size}</dt>
            <dd>
              <PanelSize bytes={entry.exclusiveBytes} why={data.unknowns[entry.exclusiveWhy]} />
            </dd>
            {leak ? (
              <>
                <dt className="text-faint">{layerPanelWords.kind}</dt>
                <dd>{leakKindWords[leak.kind]}</dd>
                {leak.since ? (
                  <>
                    <dt className="text-faint">{layerPanelWords.firstSeen}</dt>
                    <dd>
                      <LocalTime at={leak.since} />
                    </dd>
                  </>
                ) : null}
              </>
            ) : null}
            {entry.bornSeconds === null ? null : (
              <>
                <dt className="text-faint">{layerPanelWords.created}</dt>
                <dd>
                  <LocalTime at={new Date(entry.bornSeconds * 1000).toISOString()} />
                </dd>
              </>
            )}
          </dl>
          {entry.state ? (
            <Notice
              kind={entry.state === 'orphan' ? 'info' : 'unknown'}
              title={leakStateWords[entry.state].word}
              className="mt-5"
            >
              {entry.state === 'unconfirmed' && isKept ? layerPanelWords.kept : leakStateWords[entry.state].about}
            </Notice>
          ) : null}
          {proof.length > 0 ? (
            <section className="mt-6" aria-labelledby="proof">
              <h3 id="proof" className="mb-2 font-semibold">
                {layerPanelWords.looked}
              </h3>
              <ol className="flex flex-col gap-2.5 text-sm">
                {proof.map((step) => (
                  <li key={step.source} className="flex gap-2.5">
                    <SeverityMark
                      kind={step.against ? 'warning' : 'pass'}
                      decorative={!step.against}
                      className="mt-0.5"
                    />
                    <div className="min-w-0">
                      <p className="font-medium">{step.source}</p>
                      <p className="break-words text-soft">
                        <InlineText text={step.checked} />
                      </p>
                    </div>
                  </li>
                ))}
              </ol>
            </section>
          ) : null}
          {leak && leak.kind !== 'containerd-lease' ? (
            <InsideLeak key={entry.path} hostId={hostId} name={leak.name} />
          ) : null}
          {leak && leak.nested.length > 0 ? (
            <section className="mt-6" aria-labelledby="nested">
              <h3 id="nested" className="mb-2 font-semibold">
                {layerPanelWords.nested} <Badge>{layerPanelWords.nestedCount(leak.nested.length)}</Badge>
              </h3>
              <ul className="font-mono text-xs leading-5 break-all text-soft">
                {leak.nested.map((inner) => (
                  <li key={inner.path}>{printableName(inner.path)}</li>
                ))}
              </ul>
            </section>
          ) : null}
        </DialogContent>
      ) : null}
    </DialogRoot>
  );
}

/** Data in a volume is removed and protected with its volume; an abandoned store is not a layer. */
function isLayer(kind: LayerTableData['leaks'][number]['kind']): boolean {
  return kind !== 'nested-docker-root' && kind !== 'abandoned-store';
}

function PanelSize({ bytes, why }: { bytes: number | null; why: LayerTableData['unknowns'][number] | undefined }) {
  if (bytes === null) return <UnknownValue reason={why?.reason ?? 'not-collected'} detail={why?.detail ?? ''} />;
  return (
    <>
      {formatBytes(bytes)} <span className="text-faint">({formatExactBytes(bytes)})</span>
    </>
  );
}
