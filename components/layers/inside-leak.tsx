'use client';

import { useState } from 'react';
import { printableName } from '@/lib/domain/names';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/outcome';
import { LocalTime } from '../ui/relative-time';
import { requestJson } from '../ui/request-json';
import { layerPanelWords } from './layer-panel-words';

interface Inside {
  names: string[];
  hasMore: boolean;
  newest: { path: string; modifiedSeconds: number } | null;
}

/** People fear for their photos: the contents of a leaked layer, read from the host on demand. */
export function InsideLeak({ hostId, name }: { hostId: string; name: string }) {
  const [outcome, setOutcome] = useState<Outcome<Inside> | null>(null);
  const [busy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    const answer = await requestJson('GET', `/api/v1/hosts/${hostId}/inside?name=${encodeURIComponent(name)}`);
    setOutcome(answer.ok ? { ok: true, value: insideOf(answer.value) } : answer);
    setBusy(false);
  };
  return (
    <section className="mt-6" aria-labelledby="inside">
      <h3 id="inside" className="mb-2 font-semibold">
        {layerPanelWords.contents}
      </h3>
      {outcome === null ? (
        <Button onClick={look} disabled={busy} aria-busy={busy}>
          {busy ? layerPanelWords.reading : layerPanelWords.look}
        </Button>
      ) : outcome.ok ? (
        <InsideNames inside={outcome.value} />
      ) : (
        <Notice kind="warning" title={layerPanelWords.unreadable}>
          {outcome.message}
        </Notice>
      )}
    </section>
  );
}

function InsideNames({ inside }: { inside: Inside }) {
  if (inside.names.length === 0) return <p className="text-sm text-soft">{layerPanelWords.empty}</p>;
  return (
    <div className="flex flex-col gap-2 text-sm">
      {inside.newest ? (
        <p className="break-words text-soft">
          {layerPanelWords.newest} <code>{printableName(inside.newest.path)}</code>,{' '}
          <LocalTime at={new Date(inside.newest.modifiedSeconds * 1000).toISOString()} />
        </p>
      ) : null}
      <ul className="font-mono text-xs leading-5 break-all text-soft">
        {inside.names.map((name) => (
          <li key={name}>{printableName(name)}</li>
        ))}
        {inside.hasMore ? <li>{layerPanelWords.more}</li> : null}
      </ul>
    </div>
  );
}

/** The dashboard's own answer; anything else reads as empty fields, never as a crash. */
function insideOf(value: unknown): Inside {
  const fields = typeof value === 'object' && value !== null ? value : {};
  const names =
    'names' in fields && Array.isArray(fields.names) ? fields.names.filter((name) => typeof name === 'string') : [];
  const newest = 'newest' in fields && typeof fields.newest === 'object' ? fields.newest : null;
  const isFile =
    newest !== null &&
    'path' in newest &&
    typeof newest.path === 'string' &&
    'modifiedSeconds' in newest &&
    typeof newest.modifiedSeconds === 'number';
  return {
    names,
    hasMore: 'hasMore' in fields && fields.hasMore === true,
    newest: isFile ? { path: String(newest.path), modifiedSeconds: Number(newest.modifiedSeconds) } : null,
  };
}
