'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { useController, useForm, useWatch } from 'react-hook-form';
import { Button } from '../ui/button';
import { FormArea, FormCheckbox, FormName, FormPassword, FormSelect, FormText } from '../ui/form-fields';
import { Notice } from '../ui/notice';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { type HostEditValues, hostChange, hostEditSchema, hostEditValues } from './host-edit-values';
import { JumpFields } from './jump-fields';
import { legacyAlgorithmsWords } from './legacy-algorithms-words';
import { secretWords } from './secret-words';
import type { SettingsHost } from './settings-host';
import { sudoChoices } from './ssh-fields';

const keptWhenEmpty = 'Stored. Leave empty to keep it.';

/** Secrets are never shown: an empty field keeps what is stored. */
export default function HostEditForm({ host, onChanged }: { host: SettingsHost; onChanged: () => void }) {
  const { busy, run } = useAction();
  const [problem, setProblem] = useState('');
  const { control, handleSubmit } = useForm<HostEditValues>({
    resolver: zodResolver(hostEditSchema),
    defaultValues: hostEditValues(host),
  });
  const [sudo, privateKey] = useWatch({ control, name: ['sudo', 'privateKey'] });
  const jump = useController({ control, name: 'jump' });
  const logins = useController({ control, name: 'jumpLogins' });
  const isSsh = host.url.startsWith('ssh:');
  const hasKeyOrAgent = host.settings.agent || host.secretFields.includes('privateKey') || privateKey.trim() !== '';
  const stored = storedJumpLogins(host);
  const submit = handleSubmit(async (values) => {
    setProblem('');
    const change = hostChange(values, { isSsh, hasKeyOrAgent, storedJumps: Object.keys(stored) });
    const outcome = await run(() => requestJson('PATCH', `/api/v1/hosts/${host.id}`, change), {
      failed: `${host.name} was not changed`,
      done: `${values.name} was changed`,
    });
    if (outcome.ok) onChanged();
    else setProblem(outcome.message);
  });
  const secretField = (name: 'sudoPassword' | 'passphrase' | 'password', label: string) => (
    <FormPassword
      control={control}
      name={name}
      label={label}
      hint={host.secretFields.includes(name) ? keptWhenEmpty : undefined}
      required={false}
      autoComplete="off"
    />
  );
  return (
    <form method="post" noValidate onSubmit={submit} className="mt-2 flex flex-col gap-4">
      {problem ? <Notice kind="critical" title={problem} /> : null}
      <FormName control={control} name="name" label="Name" required />
      {isSsh ? (
        <>
          <FormSelect
            control={control}
            name="sudo"
            label="Root on the host"
            choices={[['none', 'none, or logged in as root'], ...sudoChoices]}
          />
          {sudo === 'password' ? secretField('sudoPassword', 'Password for sudo') : null}
          <FormArea
            control={control}
            name="privateKey"
            label="Private key"
            hint={host.secretFields.includes('privateKey') ? keptWhenEmpty : undefined}
            autoComplete="off"
            spellCheck={false}
          />
          {secretField('passphrase', 'Passphrase of the key')}
          {secretField('password', 'Password')}
          <JumpFields
            jump={jump.field.value}
            onJump={jump.field.onChange}
            problem={jump.fieldState.error?.message}
            logins={logins.field.value}
            onLogins={logins.field.onChange}
            hasKeyOrAgent={hasKeyOrAgent}
            stored={stored}
          />
          <FormCheckbox control={control} name="legacyAlgorithms" {...legacyAlgorithmsWords} />
          <FormText
            control={control}
            name="trust"
            label="Trust another host key"
            hint="Only if a jump host is new, or the host or a jump host was reinstalled: the fingerprint as that machine prints it (SHA256:…). Separate several with spaces."
            autoComplete="off"
            spellCheck={false}
          />
        </>
      ) : (
        <FormCheckbox control={control} name="helper" label="Allow the helper container" />
      )}
      <Button type="submit" kind="primary" disabled={busy} className="self-start">
        Save
      </Button>
    </form>
  );
}

function storedJumpLogins(host: SettingsHost): Record<string, string> {
  const stored = host.settings.jump.map((url, index): [string, string] => [
    url,
    (host.jumpSecretFields[index] ?? []).map((field) => secretWords[field] ?? field).join(' and '),
  ]);
  return Object.fromEntries(stored.filter(([, words]) => words !== ''));
}
