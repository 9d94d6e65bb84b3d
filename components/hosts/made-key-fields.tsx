'use client';

import { useState } from 'react';
import type { MadeKey, PlaceForKey } from '@/lib/domain/made-key';
import { Button } from '../ui/button';
import { CommandLine } from '../ui/command-line';
import { requestJson } from '../ui/request-json';
import { SelectField } from '../ui/text-field';
import type { Fields } from '../ui/use-fields';
import type { HostFormValues } from './host-form-values';
import { madeKeyWords as words } from './made-key-words';

interface MadeKeyFieldsProps {
  fields: Fields<HostFormValues>;
  places: readonly PlaceForKey[];
}

/** Makes a key for this host and shows the one line to paste there. */
export function MadeKeyFields({ fields, places }: MadeKeyFieldsProps) {
  const [made, setMade] = useState<MadeKey | null>(null);
  const [making, setMaking] = useState(false);
  const [problem, setProblem] = useState('');
  const [system, setSystem] = useState(places[0]?.id ?? '');
  const place = places.find(({ id }) => id === system);
  const make = async () => {
    setMaking(true);
    setProblem('');
    const outcome = await requestJson('POST', '/api/v1/hosts/keys', { name: fields.now().name.trim() });
    setMaking(false);
    if (!outcome.ok) return setProblem(outcome.message);
    // Our own endpoint; its answer is held to `madeKey` there.
    const key = outcome.value as MadeKey;
    setMade(key);
    fields.set({ madeKey: key.id });
  };
  const error = problem || fields.error('madeKey');
  return (
    <section className="flex flex-col gap-3" aria-label={words.choice}>
      <p className="text-sm text-soft">{words.about}</p>
      <SelectField
        label={words.system}
        value={system}
        onValue={setSystem}
        error={undefined}
        choices={places.map(({ id, title }) => [id, title])}
      />
      {place ? (
        <p className="text-sm text-soft">
          <strong className="font-semibold text-ink">{words.loginAs}</strong> {place.user}
        </p>
      ) : null}
      {made === null ? null : (
        <>
          <p className="text-sm">{words.paste}</p>
          <CommandLine command={made.command} />
          {place ? <p className="text-sm text-soft">{place.key}</p> : null}
          <details>
            <summary className="tap inline-flex items-center text-sm text-soft underline">
              {words.restrictedSummary}
            </summary>
            <div className="mt-2 flex flex-col gap-2 text-sm text-soft">
              <p>{words.onlyKey}</p>
              <CommandLine command={made.publicKey} />
              <p>{words.restricted}</p>
              <CommandLine command={made.restricted} />
              <p>{words.sudoers}</p>
              <CommandLine command={words.sudoersLine(fields.values.user.trim())} />
              {place ? (
                <p>
                  <strong className="font-semibold text-ink">{words.socket}:</strong> {place.socket}
                </p>
              ) : null}
            </div>
          </details>
        </>
      )}
      <div>
        <Button onClick={() => void make()} disabled={making} aria-busy={making}>
          {making ? words.making : made === null ? words.make : words.again}
        </Button>
      </div>
      {error ? (
        <p role="alert" className="text-sm text-critical">
          {error}
        </p>
      ) : null}
    </section>
  );
}
