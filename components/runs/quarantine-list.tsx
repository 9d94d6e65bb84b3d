'use client';

import { useState } from 'react';
import type { Offer } from '@/lib/domain/answers/offer';
import { bytesSumOf, formatBytesSum } from '@/lib/domain/bytes';
import type { Fact } from '@/lib/domain/fact';
import { printableName } from '@/lib/domain/names';
import { OfferButton } from '../plans/offer-button';
import { ProtectButton } from '../plans/protect-button';
import { quarantineListWords } from '../quarantine/quarantine-list-words';
import { Badge } from '../ui/badge';
import { BytesFact } from '../ui/bytes-value';
import { InlineText } from '../ui/inline-text';
import { LocalTime } from '../ui/relative-time';
import { TickBox } from '../ui/tick-box';

interface ShownEntry {
  entry: string;
  /** `containerd`: a lease that is held */
  driver: string;
  path: string;
  originalName: string;
  bytes: Fact<number>;
  setAsideAt: string | null;
  purgeAt: string | null;
  overdue: string | null;
  /** why a plan would leave it alone, for each way out; null where that was not judged */
  keptBack: { free: string | null; restore: string | null } | null;
}

interface QuarantineListProps {
  hostId: string;
  entries: readonly ShownEntry[];
  mayPlan: boolean;
  /** the two ways out, of all of it */
  offers: { free: Offer; restore: Offer };
  /** the protected objects, by kind and id */
  protectedObjects: readonly string[];
}

/** The quarantine: still on the disk, still using its space, until its date or until someone deletes it. */
export function QuarantineList({ hostId, entries, mayPlan, offers, protectedObjects }: QuarantineListProps) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = selected.size > 0 ? entries.filter(({ entry }) => selected.has(entry)) : entries;
  const amount = amountOf(chosen).words;
  const names = selected.size > 0 ? chosen.map(({ entry }) => entry).join(',') : 'all';
  const chosenOf = (offer: Offer): Offer => (offer.blocked ? offer : offerOfChosen(offer, chosen, names));
  const toggle = (entry: string) => {
    const next = new Set(selected);
    if (!next.delete(entry)) next.add(entry);
    setSelected(next);
  };
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-soft">{quarantineListWords.about(amount)}</p>
      {mayPlan && offers.free.blocked?.kind === 'not-judged' ? (
        <p className="mb-4 max-w-prose text-sm">{offers.free.blocked.reason}</p>
      ) : mayPlan ? (
        <div className="mb-4 flex flex-wrap gap-x-6 gap-y-4">
          {[offers.free, offers.restore].map((offer) => (
            <OfferButton key={offer.actionId} hostId={hostId} offer={chosenOf(offer)} />
          ))}
        </div>
      ) : null}
      <ul className="text-sm">
        {entries.map((entry) => (
          <li key={entry.entry} className="flex items-start gap-3 border-b border-line py-2 last:border-b-0">
            {mayPlan ? (
              <TickBox
                className="mt-1"
                aria-label={quarantineListWords.select(entry.originalName)}
                checked={selected.has(entry.entry)}
                onChange={() => toggle(entry.entry)}
              />
            ) : null}
            <div className="min-w-0 flex-1">
              <p className="font-mono text-xs leading-5 break-all" title={entry.path}>
                {printableName(entry.originalName)}
              </p>
              <p className="text-faint">
                {entry.setAsideAt ? (
                  <>
                    {' '}
                    {quarantineListWords.quarantined} <LocalTime at={entry.setAsideAt} />
                  </>
                ) : null}
                {entry.purgeAt ? (
                  <>
                    {entry.setAsideAt ? ', ' : ''}
                    {entry.overdue ? quarantineListWords.wasDue : quarantineListWords.willBeFreed}{' '}
                    <LocalTime at={entry.purgeAt} />
                  </>
                ) : (
                  `${entry.setAsideAt ? ', ' : ''}${quarantineListWords.noDate}`
                )}
              </p>
              {entry.overdue ? (
                <p className="text-soft">
                  <InlineText text={entry.overdue} />
                </p>
              ) : null}
              {entry.overdue === null && entry.keptBack?.free ? (
                <p className="break-words text-soft">
                  {quarantineListWords.skips} <InlineText text={entry.keptBack.free} />
                </p>
              ) : null}
              {protectionOf(entry, protectedObjects) && !mayPlan ? (
                <Badge tone="good">{quarantineListWords.isProtected}</Badge>
              ) : null}
              {mayPlan ? (
                <ProtectButton
                  hostId={hostId}
                  object={protectionOf(entry, protectedObjects) ?? `quarantine-entry:${entry.entry}`}
                  isProtected={protectionOf(entry, protectedObjects) !== null}
                />
              ) : null}
            </div>
            <BytesFact fact={entry.bytes} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** What a plan would leave alone counts in no label; where it is all that was chosen, there is no button. */
function offerOfChosen(offer: Offer, chosen: readonly ShownEntry[], names: string): Offer {
  const way = offer.effect === 'restores' ? 'restore' : 'free';
  const open = chosen.filter(({ keptBack }) => !keptBack?.[way]);
  if (open.length === 0) {
    const reasons = new Set(chosen.flatMap(({ keptBack }) => keptBack?.[way] ?? []));
    return { ...offer, blocked: { kind: 'refused', reason: [...reasons].slice(0, 3).join(' '), instead: null } };
  }
  const { bytes, words } = amountOf(open);
  const noun = open.every(({ driver }) => driver === 'containerd') ? 'lease' : 'layer';
  const freeLabel = bytes > 0 ? quarantineListWords.free(words) : quarantineListWords.freeAll(noun);
  const label = way === 'restore' ? quarantineListWords.restore(open.length, noun) : freeLabel;
  return { ...offer, params: { entries: names }, label };
}

function amountOf(entries: readonly ShownEntry[]): { bytes: number; words: string } {
  const sum = bytesSumOf(entries.map(({ bytes }) => bytes));
  return { bytes: sum.bytes, words: formatBytesSum(sum) };
}

/** It may have been protected before the quarantine, as the layer that it was. */
function protectionOf({ entry, originalName }: ShownEntry, protectedObjects: readonly string[]): string | null {
  const names = [`quarantine-entry:${entry}`, `quarantine-entry:${originalName}`, `layer:${originalName}`];
  return names.find((name) => protectedObjects.includes(name)) ?? null;
}
