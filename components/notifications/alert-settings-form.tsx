'use client';

import { type FormEvent, useState } from 'react';
import type { AlertSettings } from '@/lib/domain/alerts/channel';
import { Button } from '../ui/button';
import { Checkbox, Field, Select } from '../ui/field';
import { requestJson } from '../ui/request-json';
import { NameField, TextField } from '../ui/text-field';
import { useAction } from '../ui/use-action';
import { alertSettingsWords } from './alert-settings-words';

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
      failed: alertSettingsWords.notChanged,
      done: alertSettingsWords.changed,
    });
  };
  return (
    <section aria-labelledby="when" className="mt-10">
      <h2 id="when" className="text-lg font-semibold">
        {alertSettingsWords.when}
      </h2>
      <form method="post" onSubmit={submit} className="mt-3 flex max-w-lg flex-col gap-4">
        <Checkbox
          label={alertSettingsWords.quietHours}
          hint={alertSettingsWords.aboutQuiet}
          checked={isQuiet}
          onChange={({ target }) => setQuiet(target.checked)}
        />
        {isQuiet ? (
          <>
            <div className="grid grid-cols-2 gap-4">
              <TextField
                label={alertSettingsWords.from}
                type="time"
                required
                value={hours.from}
                onValue={(from) => setHours({ ...hours, from })}
              />
              <TextField
                label={alertSettingsWords.to}
                type="time"
                required
                value={hours.to}
                onValue={(to) => setHours({ ...hours, to })}
              />
            </div>
            <NameField
              label={alertSettingsWords.zone}
              hint={alertSettingsWords.aboutZone}
              required
              value={hours.zone}
              onValue={(next) => setHours({ ...hours, zone: next })}
            />
            <Checkbox
              label={alertSettingsWords.atOnce}
              checked={criticalInQuietHours}
              onChange={({ target }) => setCritical(target.checked)}
            />
          </>
        ) : null}
        <Field label={alertSettingsWords.remind}>
          {(ids) => (
            <Select {...ids} value={remind} onChange={({ target }) => setRemind(target.value)}>
              <option value="">{alertSettingsWords.never}</option>
              <option value="6">{alertSettingsWords.hours6}</option>
              <option value="24">{alertSettingsWords.day}</option>
              <option value="72">{alertSettingsWords.days3}</option>
              {['', '6', '24', '72'].includes(remind) ? null : (
                <option value={remind}>{alertSettingsWords.afterHours(remind)}</option>
              )}
            </Select>
          )}
        </Field>
        <Field label={alertSettingsWords.backup}>
          {(ids) => (
            <Select {...ids} value={backup} onChange={({ target }) => setBackup(target.value)}>
              <option value="">{alertSettingsWords.neverTell}</option>
              <option value="2">{alertSettingsWords.days2}</option>
              <option value="8">{alertSettingsWords.days8}</option>
              <option value="32">{alertSettingsWords.days32}</option>
              {['', '2', '8', '32'].includes(backup) ? null : (
                <option value={backup}>{alertSettingsWords.days(backup)}</option>
              )}
            </Select>
          )}
        </Field>
        <Button type="submit" kind="primary" disabled={busy} className="self-start">
          {alertSettingsWords.save}
        </Button>
      </form>
    </section>
  );
}
