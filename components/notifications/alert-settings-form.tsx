'use client';

import { type FormEvent, useState } from 'react';
import type { AlertSettings } from '@/lib/domain/alerts/channel';
import { Button } from '../ui/button';
import { Checkbox, Field, Select } from '../ui/field';
import { requestJson } from '../ui/request-json';
import { NameField, TextField } from '../ui/text-field';
import { useAction } from '../ui/use-action';

interface AlertSettingsFormProps {
  settings: AlertSettings;
  /** of the reader, for who sets quiet hours the first time */
  zone: string;
}

export function AlertSettingsForm({ settings, zone }: AlertSettingsFormProps) {
  const { busy, run } = useAction();
  const [isQuiet, setQuiet] = useState(settings.quietHours !== null);
  const [hours, setHours] = useState(settings.quietHours ?? { from: '22:00', to: '07:00', zone });
  const [criticalInQuietHours, setCritical] = useState(settings.criticalInQuietHours);
  const [remind, setRemind] = useState(String(settings.remindAfterHours ?? ''));
  const [backup, setBackup] = useState(String(settings.backupDays ?? ''));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body: AlertSettings = {
      quietHours: isQuiet ? hours : null,
      criticalInQuietHours,
      remindAfterHours: remind === '' ? null : Number(remind),
      backupDays: backup === '' ? null : Number(backup),
    };
    await run(() => requestJson('PATCH', '/api/v1/alert-settings', body), {
      failed: 'The settings were not changed',
      done: 'The settings were changed',
    });
  };
  return (
    <section aria-labelledby="when" className="mt-10">
      <h2 id="when" className="text-lg font-semibold">
        When
      </h2>
      <form method="post" onSubmit={submit} className="mt-3 flex max-w-lg flex-col gap-4">
        <Checkbox
          label="Quiet hours"
          hint="Messages are held back and come at their end as one, without what resolved meanwhile."
          checked={isQuiet}
          onChange={({ target }) => setQuiet(target.checked)}
        />
        {isQuiet ? (
          <>
            <div className="grid grid-cols-2 gap-4">
              <TextField
                label="From"
                type="time"
                required
                value={hours.from}
                onValue={(from) => setHours({ ...hours, from })}
              />
              <TextField
                label="To"
                type="time"
                required
                value={hours.to}
                onValue={(to) => setHours({ ...hours, to })}
              />
            </div>
            <NameField
              label="Time zone"
              hint="Such as Europe/Berlin. Quiet hours follow its clock in summer and winter."
              required
              value={hours.zone}
              onValue={(next) => setHours({ ...hours, zone: next })}
            />
            <Checkbox
              label="Critical messages come at once"
              checked={criticalInQuietHours}
              onChange={({ target }) => setCritical(target.checked)}
            />
          </>
        ) : null}
        <Field label="Remind of what is still open">
          {(ids) => (
            <Select {...ids} value={remind} onChange={({ target }) => setRemind(target.value)}>
              <option value="">never</option>
              <option value="6">after 6 hours, then less often</option>
              <option value="24">after a day, then less often</option>
              <option value="72">after three days, then less often</option>
              {['', '6', '24', '72'].includes(remind) ? null : <option value={remind}>after {remind} hours</option>}
            </Select>
          )}
        </Field>
        <Field label="Tell when the newest backup of Bilge is older than">
          {(ids) => (
            <Select {...ids} value={backup} onChange={({ target }) => setBackup(target.value)}>
              <option value="">never tell</option>
              <option value="2">2 days</option>
              <option value="8">8 days</option>
              <option value="32">32 days</option>
              {['', '2', '8', '32'].includes(backup) ? null : <option value={backup}>{backup} days</option>}
            </Select>
          )}
        </Field>
        <Button type="submit" kind="primary" disabled={busy} className="self-start">
          Save
        </Button>
      </form>
    </section>
  );
}
