'use client';

import { schemaResolver } from '@mantine/form';
import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { requestJson } from '../ui/request-json';
import { AreaField, CheckboxField, NameField, PasswordField, SelectField, TextField } from '../ui/text-field';
import { useAction } from '../ui/use-action';
import { useFields } from '../ui/use-fields';
import { hostChange, hostEditSchema, hostEditValues } from './host-edit-values';
import { hostFormWords } from './host-form-words';
import { JumpFields } from './jump-fields';
import { legacyAlgorithmsWords } from './legacy-algorithms-words';
import { secretWords } from './secret-words';
import type { SettingsHost } from './settings-host';
import { sudoChoices } from './ssh-fields';

const rules = schemaResolver(hostEditSchema);
const keptWhenEmpty = hostFormWords.kept;

/** Secrets are never shown: an empty field keeps what is stored. */
export default function HostEditForm({ host, onChanged }: { host: SettingsHost; onChanged: () => void }) {
  const { busy, run } = useAction();
  const [problem, setProblem] = useState('');
  const fields = useFields(hostEditValues(host), rules);
  const { sudo, privateKey, jump, jumpLogins } = fields.values;
  const isSsh = host.url.startsWith('ssh:');
  const hasKeyOrAgent = host.settings.agent || host.secretFields.includes('privateKey') || privateKey.trim() !== '';
  const stored = storedJumpLogins(host);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await fields.isRight())) return;
    setProblem('');
    const values = fields.now();
    const change = hostChange(values, { isSsh, hasKeyOrAgent, storedJumps: Object.keys(stored) });
    const outcome = await run(() => requestJson('PATCH', `/api/v1/hosts/${host.id}`, change), {
      failed: hostFormWords.notChanged(host.name),
      done: hostFormWords.changed(values.name),
    });
    if (outcome.ok) onChanged();
    else setProblem(outcome.message);
  };
  const secretField = (name: 'sudoPassword' | 'passphrase' | 'password', label: string) => (
    <PasswordField
      {...fields.text(name)}
      label={label}
      hint={host.secretFields.includes(name) ? keptWhenEmpty : undefined}
      required={false}
      autoComplete="off"
    />
  );
  return (
    <form ref={fields.form} method="post" noValidate onSubmit={submit} className="mt-2 flex flex-col gap-4">
      {problem ? <Notice kind="critical" title={problem} /> : null}
      <NameField {...fields.text('name')} label={hostFormWords.name} required />
      {isSsh ? (
        <>
          <SelectField
            {...fields.text('sudo')}
            label={hostFormWords.root}
            choices={[['none', hostFormWords.noSudo], ...sudoChoices]}
          />
          {sudo === 'password' ? secretField('sudoPassword', hostFormWords.sudoPassword) : null}
          <AreaField
            {...fields.text('privateKey')}
            label={hostFormWords.key}
            hint={host.secretFields.includes('privateKey') ? keptWhenEmpty : undefined}
            autoComplete="off"
            spellCheck={false}
          />
          {secretField('passphrase', hostFormWords.keyPassphrase)}
          {secretField('password', hostFormWords.password)}
          <JumpFields
            jump={jump}
            onJump={fields.text('jump').onValue}
            problem={fields.error('jump')}
            logins={jumpLogins}
            onLogins={(logins) => fields.set({ jumpLogins: logins })}
            hasKeyOrAgent={hasKeyOrAgent}
            stored={stored}
          />
          <CheckboxField {...fields.flag('legacyAlgorithms')} {...legacyAlgorithmsWords} />
          <TextField
            {...fields.text('trust')}
            label={hostFormWords.trustOther}
            hint={hostFormWords.aboutTrustOther}
            autoComplete="off"
            spellCheck={false}
          />
        </>
      ) : (
        <CheckboxField {...fields.flag('helper')} label={hostFormWords.helper} />
      )}
      <Button type="submit" kind="primary" disabled={busy} className="self-start">
        {hostFormWords.save}
      </Button>
    </form>
  );
}

function storedJumpLogins(host: SettingsHost): Record<string, string> {
  const stored = host.settings.jump.map((url, index): [string, string] => [
    url,
    (host.jumpSecretFields[index] ?? []).map((field) => secretWords[field] ?? field).join(hostFormWords.and),
  ]);
  return Object.fromEntries(stored.filter(([, words]) => words !== ''));
}
