'use client';

import { type FormEvent, useState } from 'react';
import { formatBytes } from '@/lib/domain/bytes';
import { counted, formatMoment, type Reader } from '@/lib/domain/format';
import { type ScheduledKind, type SchedulePreview, schedulePreview } from '@/lib/domain/schedule';
import { Button } from '../ui/button';
import { Field, Input, Select } from '../ui/field';
import { useReaderClock } from '../ui/reader-clock';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { kindTitles } from './schedule-words';

interface Typed {
  name: string;
  host: string;
  kind: ScheduledKind;
  when: string;
  zone: string;
  from: string;
  to: string;
  minAgeHours: string;
  onlyIfFreeBelow: string;
  mostObjects: string;
}

/** What it would do is shown before it can be approved, and shown again after each change. */
export function ScheduleForm({ hosts }: { hosts: readonly string[] }) {
  const reader = useReaderClock();
  const empty: Typed = {
    name: '',
    host: hosts[0] ?? '',
    kind: 'prune-images',
    when: 'every Sunday at 03:00',
    zone: reader.zone ?? 'UTC',
    from: '',
    to: '',
    minAgeHours: '168',
    onlyIfFreeBelow: '',
    mostObjects: '500',
  };
  const [typed, setTyped] = useState(empty);
  const [preview, setPreview] = useState<SchedulePreview | null>(null);
  const [confirm, setConfirm] = useState('');
  const { busy, run } = useAction();
  const set = (change: Partial<Typed>): void => {
    setTyped({ ...typed, ...change });
    setPreview(null);
  };
  const text = (key: keyof Typed) => ({
    value: typed[key],
    onChange: ({ target }: { target: { value: string } }) => set({ [key]: target.value }),
  });
  const look = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await run(() => requestJson('POST', '/api/v1/schedules/preview', bodyOf(typed)), {
      failed: 'There is no preview',
    });
    const parsed = outcome.ok ? schedulePreview.safeParse(outcome.value) : null;
    setPreview(parsed?.success ? parsed.data : null);
  };
  const approve = async () => {
    const outcome = await run(() => requestJson('POST', '/api/v1/schedules', { ...bodyOf(typed), confirm }), {
      failed: 'The schedule was not approved',
      done: `${typed.name} was approved`,
    });
    if (!outcome.ok) return;
    setTyped(empty);
    setPreview(null);
    setConfirm('');
  };
  const isPrune = typed.kind.startsWith('prune-');
  return (
    <section aria-labelledby="new-schedule" className="mt-10 max-w-2xl">
      <h2 id="new-schedule" className="text-lg font-semibold">
        New schedule
      </h2>
      <form onSubmit={look} className="mt-3 grid gap-4 sm:grid-cols-2">
        <Field label="Name">{(ids) => <Input {...ids} required maxLength={80} {...text('name')} />}</Field>
        <Field label="Host">
          {(ids) => (
            <Select {...ids} {...text('host')}>
              {hosts.map((host) => (
                <option key={host}>{host}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="What">
          {(ids) => (
            <Select {...ids} {...text('kind')}>
              {Object.entries(kindTitles).map(([kind, title]) => (
                <option key={kind} value={kind}>
                  {title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="When" hint="every day at 03:00, every Sunday at 03:00, on day 1 at 03:00, or a cron pattern">
          {(ids) => <Input {...ids} required {...text('when')} />}
        </Field>
        <Field label="Time zone">{(ids) => <Input {...ids} required {...text('zone')} />}</Field>
        <Field label="Only if less than this percentage is free" hint="Empty: always">
          {(ids) => <Input {...ids} type="number" min={1} max={100} {...text('onlyIfFreeBelow')} />}
        </Field>
        <Field label="Window from" hint="Begins only inside the window. Empty: at any time">
          {(ids) => <Input {...ids} type="time" {...text('from')} />}
        </Field>
        <Field label="Window to">{(ids) => <Input {...ids} type="time" {...text('to')} />}</Field>
        {isPrune ? (
          <Field label="Unused for at least (hours)">
            {(ids) => <Input {...ids} type="number" min={0} required {...text('minAgeHours')} />}
          </Field>
        ) : null}
        <Field label="Most objects at once" hint="A plan with more waits for a person">
          {(ids) => <Input {...ids} type="number" min={1} required {...text('mostObjects')} />}
        </Field>
        <div className="sm:col-span-2">
          <Button type="submit" disabled={busy}>
            Preview
          </Button>
        </div>
      </form>
      {preview ? (
        <div className="mt-6">
          <Preview preview={preview} reader={reader} />
          {typed.kind === 'scan' ? null : (
            <Field label={`Type the name of the host: ${typed.host}`} className="mt-4 max-w-sm">
              {(ids) => (
                <Input
                  {...ids}
                  autoComplete="off"
                  value={confirm}
                  onChange={({ target }) => setConfirm(target.value)}
                />
              )}
            </Field>
          )}
          <Button kind="primary" className="mt-4" disabled={busy} onClick={approve}>
            Approve schedule
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Preview({ preview, reader }: { preview: SchedulePreview; reader: Reader }) {
  return (
    <div role="status" className="text-sm">
      <p className="font-medium">{preview.meaning}</p>
      <p className="text-soft">
        {preview.words}. Next: {preview.next.map((at) => formatMoment(at, reader)).join('; ')}.
      </p>
      {preview.blocked ? <p className="mt-2">Nothing would be done now: {preview.blocked}</p> : null}
      {preview.steps.length > 0 ? (
        <>
          <p className="mt-2 font-medium">Would do now, by the last scan:</p>
          <ul className="list-disc pl-5">
            {preview.steps.map(({ title, bytes }) => (
              <li key={title} className="break-words">
                {title}
                {bytes === null ? '' : ` (${formatBytes(bytes)})`}
              </li>
            ))}
          </ul>
          {preview.moreSteps > 0 ? <p>and {counted(preview.moreSteps, 'more step', 'more steps')}</p> : null}
        </>
      ) : null}
      {preview.exceedsBound ? <p className="mt-2">It would wait for a person: {preview.exceedsBound}</p> : null}
    </div>
  );
}

function bodyOf({ name, host, kind, when, zone, from, to, minAgeHours, onlyIfFreeBelow, mostObjects }: Typed) {
  return {
    name,
    host,
    kind,
    when,
    zone,
    // One of the two alone is refused by its schema, with what is missing.
    window: from === '' && to === '' ? null : { from, to },
    minAgeHours: Number(minAgeHours),
    onlyIfFreeBelow: onlyIfFreeBelow === '' ? null : Number(onlyIfFreeBelow),
    mostObjects: Number(mostObjects),
  };
}
