'use client';

import { type FormEvent, useState } from 'react';
import { type CauseKind, causeKinds, causeTitles } from '@/lib/domain/alerts/cause';
import type { ChannelFieldShape, ChannelKindShape, ChannelRules } from '@/lib/domain/alerts/channel';
import type { ChannelAnswer } from '@/lib/domain/answers/channel';
import { Button } from '../ui/button';
import { DialogContent, DialogRoot, DialogTrigger } from '../ui/dialog';
import { Checkbox, Field, Select, TextArea } from '../ui/field';
import { requestJson } from '../ui/request-json';
import { NameField, PasswordField, TextField } from '../ui/text-field';
import { useAction } from '../ui/use-action';
import { ChannelHosts, type NamedHost } from './channel-hosts';
import { channelWords } from './channel-words';

const usualRules: ChannelRules = {
  isEnabled: true,
  minimumSeverity: 'warning',
  kinds: causeKinds.filter((kind) => kind !== 'run-finished'),
  ignoresQuietHours: false,
};

/** Adds a channel, or changes one. A secret that is left empty stays as it is: it is never sent to the browser. */
export function ChannelDialog({
  kinds,
  channel,
  hosts,
}: {
  kinds: readonly ChannelKindShape[];
  channel: ChannelAnswer | null;
  hosts: readonly NamedHost[];
}) {
  const [open, setOpen] = useState(false);
  const title = channel === null ? channelWords.add : channelWords.changeOne(channel.name);
  return (
    <DialogRoot open={open} onOpenChange={setOpen}>
      <DialogTrigger>
        {channel === null ? (
          <Button>{channelWords.add}</Button>
        ) : (
          <Button aria-label={title}>{channelWords.change}</Button>
        )}
      </DialogTrigger>
      <DialogContent title={title}>
        <ChannelForm kinds={kinds} channel={channel} hosts={hosts} onDone={() => setOpen(false)} />
      </DialogContent>
    </DialogRoot>
  );
}

interface ChannelFormProps {
  kinds: readonly ChannelKindShape[];
  channel: ChannelAnswer | null;
  hosts: readonly NamedHost[];
  onDone: () => void;
}

function ChannelForm({ kinds, channel, hosts, onDone }: ChannelFormProps) {
  const { busy, run } = useAction();
  const [kindId, setKindId] = useState(channel?.kind ?? kinds[0]?.id ?? '');
  const [name, setName] = useState(channel?.name ?? '');
  const [values, setValues] = useState<Record<string, string>>(channel?.settings ?? {});
  const [rules, setRules] = useState(channel?.rules ?? usualRules);
  const kind = kinds.find(({ id }) => id === kindId);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = Object.fromEntries(kind?.fields.map((field) => [field.name, values[field.name] ?? '']) ?? []);
    const body = { name, values: given, rules: { ...rules, hosts: rules.hosts ?? null } };
    const call =
      channel === null
        ? () => requestJson('POST', '/api/v1/channels', { ...body, kind: kindId })
        : () => requestJson('PATCH', `/api/v1/channels/${channel.id}`, body);
    const words = channel === null ? channelWords.notAdded : channelWords.notChanged;
    const outcome = await run(call, { failed: words });
    if (outcome.ok) onDone();
  };
  return (
    <form method="post" onSubmit={submit} className="mt-2 flex flex-col gap-4">
      <TextField label={channelWords.name} required maxLength={100} autoComplete="off" value={name} onValue={setName} />
      {channel === null ? (
        <Field label={channelWords.kind}>
          {(ids) => (
            <Select {...ids} value={kindId} onChange={({ target }) => setKindId(target.value)}>
              {kinds.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : null}
      {kind?.fields.map((field) => (
        <KindField
          key={`${kindId} ${field.name}`}
          field={field}
          value={values[field.name] ?? field.default ?? ''}
          isStored={channel?.secrets.includes(field.name) ?? false}
          onValue={(value) => setValues({ ...values, [field.name]: value })}
        />
      ))}
      {kind?.updates === 'none' ? (
        <Checkbox
          label={channelWords.pings}
          checked={rules.isEnabled}
          onChange={({ target }) => setRules({ ...rules, isEnabled: target.checked })}
        />
      ) : (
        <>
          <RuleFields rules={rules} onRules={setRules} />
          <ChannelHosts hosts={hosts} rules={rules} onRules={setRules} />
        </>
      )}
      <Button type="submit" kind="primary" disabled={busy} className="self-start">
        {channel === null ? channelWords.addIt : channelWords.save}
      </Button>
    </form>
  );
}

interface KindFieldProps {
  field: ChannelFieldShape;
  value: string;
  isStored: boolean;
  onValue: (value: string) => void;
}

function KindField({ field, value, isStored, onValue }: KindFieldProps) {
  const hint = isStored ? channelWords.stored : field.hint;
  const label = field.isRequired ? field.label : channelWords.optional(field.label);
  const required = field.isRequired && !isStored;
  if (field.type === 'choice') {
    return (
      <Field label={label} hint={hint}>
        {(ids) => (
          <Select {...ids} value={value} onChange={({ target }) => onValue(target.value)}>
            {field.choices?.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    );
  }
  if (field.type === 'long-text') {
    return (
      <Field label={label} hint={hint}>
        {(ids) => <TextArea {...ids} value={value} onChange={({ target }) => onValue(target.value)} />}
      </Field>
    );
  }
  const shared = { label, hint, required, value, onValue };
  if (field.type === 'secret') return <PasswordField {...shared} autoComplete="off" />;
  return <NameField {...shared} inputMode={field.type === 'number' ? 'numeric' : 'text'} />;
}

function RuleFields({ rules, onRules }: { rules: ChannelRules; onRules: (rules: ChannelRules) => void }) {
  const toggle = (kind: CauseKind, isWanted: boolean): void => {
    const kinds = causeKinds.filter((one) => (one === kind ? isWanted : rules.kinds.includes(one)));
    onRules({ ...rules, kinds });
  };
  return (
    <>
      <Field label={channelWords.sendFrom}>
        {(ids) => (
          <Select
            {...ids}
            value={rules.minimumSeverity}
            onChange={({ target }) =>
              onRules({ ...rules, minimumSeverity: target.value as ChannelRules['minimumSeverity'] })
            }
          >
            <option value="critical">{channelWords.criticalOnly}</option>
            <option value="warning">{channelWords.warningToo}</option>
            <option value="info">{channelWords.everything}</option>
          </Select>
        )}
      </Field>
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1 text-sm font-medium">{channelWords.whatIsSent}</legend>
        {causeKinds.map((kind) => (
          <Checkbox
            key={kind}
            label={causeTitles[kind]}
            checked={rules.kinds.includes(kind)}
            onChange={({ target }) => toggle(kind, target.checked)}
          />
        ))}
      </fieldset>
      <Checkbox
        label={channelWords.alsoQuiet}
        checked={rules.ignoresQuietHours}
        onChange={({ target }) => onRules({ ...rules, ignoresQuietHours: target.checked })}
      />
      <Checkbox
        label={channelWords.on}
        checked={rules.isEnabled}
        onChange={({ target }) => onRules({ ...rules, isEnabled: target.checked })}
      />
    </>
  );
}
