'use client';

import { type FormEvent, useState } from 'react';
import { formatBytes } from '@/lib/domain/bytes';
import { formatMoment, type Reader } from '@/lib/domain/format';
import type { ScheduledKind, SchedulePreview } from '@/lib/domain/schedule';
import { isSchedulePreview } from '@/lib/domain/schedule-preview';
import { Button } from '../ui/button';
import { Field, Input, Select } from '../ui/field';
import { useReaderClock } from '../ui/reader-clock';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { kindTitles, scheduleWords } from './schedule-words';

interface Typed {
  name: string;
  host: string;
  kind: ScheduledKind;
  when: string;
  zone: string;
  from: string;
  to: string;
  keepLabel: string;
  minAgeHours: string;
  onlyIfFreeBelow: string;
  mostObjects: string;
  mostGib: string;
}

/** What it would do is shown before it can be approved, and shown again after each change. */
export function ScheduleForm({ hosts }: { hosts: readonly string[] }) {
  const reader = useReaderClock();
  const empty: Typed = {
    name: '',
    host: hosts[0] ?? '',
    kind: 'prune-images',
    when: scheduleWords.everySunday,
    zone: reader.zone ?? 'UTC',
    from: '',
    to: '',
    keepLabel: 'protected',
    minAgeHours: '168',
    onlyIfFreeBelow: '',
    mostObjects: '500',
    mostGib: '',
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
      failed: scheduleWords.noPreview,
    });
    setPreview(outcome.ok && isSchedulePreview(outcome.value) ? outcome.value : null);
  };
  const approve = async () => {
    const outcome = await run(() => requestJson('POST', '/api/v1/schedules', { ...bodyOf(typed), confirm }), {
      failed: scheduleWords.notApproved,
      done: scheduleWords.approved(typed.name),
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
        {scheduleWords.new}
      </h2>
      <form onSubmit={look} className="mt-3 grid gap-4 sm:grid-cols-2">
        <Field label={scheduleWords.name}>
          {(ids) => <Input {...ids} required maxLength={80} {...text('name')} />}
        </Field>
        <Field label={scheduleWords.host}>
          {(ids) => (
            <Select {...ids} {...text('host')}>
              {hosts.map((host) => (
                <option key={host}>{host}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={scheduleWords.what}>
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
        <Field label={scheduleWords.when} hint={scheduleWords.aboutWhen}>
          {(ids) => <Input {...ids} required {...text('when')} />}
        </Field>
        <Field label={scheduleWords.zone}>{(ids) => <Input {...ids} required {...text('zone')} />}</Field>
        <Field label={scheduleWords.onlyIfFree} hint={scheduleWords.emptyAlways}>
          {(ids) => <Input {...ids} type="number" min={1} max={100} {...text('onlyIfFreeBelow')} />}
        </Field>
        <Field label={scheduleWords.windowFrom} hint={scheduleWords.aboutWindow}>
          {(ids) => <Input {...ids} type="time" {...text('from')} />}
        </Field>
        <Field label={scheduleWords.windowTo}>{(ids) => <Input {...ids} type="time" {...text('to')} />}</Field>
        {isPrune ? (
          <>
            <Field label={scheduleWords.unusedHours}>
              {(ids) => <Input {...ids} type="number" min={0} required {...text('minAgeHours')} />}
            </Field>
            <Field label={scheduleWords.keepLabel} hint={scheduleWords.aboutKeepLabel}>
              {(ids) => <Input {...ids} required maxLength={200} {...text('keepLabel')} />}
            </Field>
          </>
        ) : null}
        <Field label={scheduleWords.most} hint={scheduleWords.aboutMost}>
          {(ids) => <Input {...ids} type="number" min={1} required {...text('mostObjects')} />}
        </Field>
        <Field label={scheduleWords.mostGib} hint={scheduleWords.aboutMostGib}>
          {(ids) => <Input {...ids} type="number" min={0.1} step="any" {...text('mostGib')} />}
        </Field>
        <div className="sm:col-span-2">
          <Button type="submit" disabled={busy}>
            {scheduleWords.preview}
          </Button>
        </div>
      </form>
      {preview ? (
        <div className="mt-6">
          <Preview preview={preview} reader={reader} />
          {typed.kind === 'scan' ? null : (
            <Field label={scheduleWords.typeHost(typed.host)} className="mt-4 max-w-sm">
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
            {scheduleWords.approve}
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
        {scheduleWords.next(preview.words, preview.next.map((at) => formatMoment(at, reader)).join('; '))}
      </p>
      {preview.blocked ? <p className="mt-2">{scheduleWords.blocked(preview.blocked)}</p> : null}
      {preview.steps.length > 0 ? (
        <>
          <p className="mt-2 font-medium">{scheduleWords.wouldDo}</p>
          <ul className="list-disc pl-5">
            {preview.steps.map(({ title, bytes }) => (
              <li key={title} className="break-words">
                {title}
                {bytes === null ? '' : ` (${formatBytes(bytes)})`}
              </li>
            ))}
          </ul>
          {preview.moreSteps > 0 ? <p>{scheduleWords.more(preview.moreSteps)}</p> : null}
        </>
      ) : null}
      {preview.exceedsBound ? <p className="mt-2">{scheduleWords.wouldWait(preview.exceedsBound)}</p> : null}
    </div>
  );
}

function bodyOf(typed: Typed) {
  const { name, host, kind, when, zone, from, to, keepLabel, minAgeHours, onlyIfFreeBelow, mostObjects, mostGib } =
    typed;
  return {
    name,
    host,
    kind,
    when,
    zone,
    // One of the two alone is refused by its schema, with what is missing.
    window: from === '' && to === '' ? null : { from, to },
    keepLabel,
    minAgeHours: Number(minAgeHours),
    onlyIfFreeBelow: onlyIfFreeBelow === '' ? null : Number(onlyIfFreeBelow),
    mostObjects: Number(mostObjects),
    mostBytes: mostGib === '' ? null : Math.round(Number(mostGib) * 1024 ** 3),
  };
}
