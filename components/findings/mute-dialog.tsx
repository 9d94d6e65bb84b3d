'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';
import { DialogContent, DialogRoot, DialogTrigger } from '../ui/dialog';
import { Field, Input, Select } from '../ui/field';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { muteWords } from './mute-words';

/** A muted finding is folded away, with who muted it and why, and is shown again on its date. */
export function MuteDialog({ hostId, findingKey, title }: { hostId: string; findingKey: string; title: string }) {
  const { busy, run } = useAction();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [days, setDays] = useState('30');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const until = days === '' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
    const outcome = await run(
      () =>
        requestJson('POST', `/api/v1/findings/${encodeURIComponent(findingKey)}/mute`, { host: hostId, reason, until }),
      { failed: muteWords.failed },
    );
    if (outcome.ok) setOpen(false);
  };
  return (
    <DialogRoot open={open} onOpenChange={setOpen}>
      <DialogTrigger>
        <Button kind="quiet">{muteWords.mute}</Button>
      </DialogTrigger>
      <DialogContent title={muteWords.ask} description={title}>
        <form method="post" onSubmit={submit} className="mt-3 flex flex-col gap-4">
          <Field label={muteWords.why} hint={muteWords.whyHint}>
            {(ids) => (
              <Input
                {...ids}
                required
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          <Field label={muteWords.again}>
            {(ids) => (
              <Select {...ids} value={days} onChange={(event) => setDays(event.target.value)}>
                <option value="7">{muteWords.week}</option>
                <option value="30">{muteWords.month}</option>
                <option value="365">{muteWords.year}</option>
                <option value="">{muteWords.never}</option>
              </Select>
            )}
          </Field>
          <Button type="submit" kind="primary" disabled={busy} className="self-start">
            {muteWords.muteIt}
          </Button>
        </form>
      </DialogContent>
    </DialogRoot>
  );
}

export function UnmuteButton({ hostId, findingKey }: { hostId: string; findingKey: string }) {
  const { busy, run } = useAction();
  return (
    <Button
      size="small"
      disabled={busy}
      onClick={() =>
        run(() => requestJson('POST', `/api/v1/findings/${encodeURIComponent(findingKey)}/unmute`, { host: hostId }), {
          failed: muteWords.unmuteFailed,
        })
      }
    >
      {muteWords.unmute}
    </Button>
  );
}
