'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';
import { DialogContent, DialogRoot, DialogTrigger } from '../ui/dialog';
import { Checkbox, Field, Input, Select, TextArea } from '../ui/field';
import { Notice } from '../ui/notice';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { JumpFields } from './jump-fields';
import { emptyJumpLogin, type JumpLogins, jumpSecretsOf, jumpsOf } from './jump-logins';
import { LegacyAlgorithmsField } from './legacy-algorithms-field';
import { secretWords } from './secret-words';
import type { SettingsHost } from './settings-host';
import { parseSudo } from './ssh-fields';

/** Secrets are never shown: an empty field keeps what is stored. */
export function HostEditDialog({ host }: { host: SettingsHost }) {
  const { busy, run } = useAction();
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState('');
  const [name, setName] = useState(host.name);
  const [sudo, setSudo] = useState(host.settings.sudo);
  const [helper, setHelper] = useState(host.settings.hostAccess === 'helper');
  const [secrets, setSecrets] = useState({ privateKey: '', passphrase: '', password: '', sudoPassword: '' });
  const [trust, setTrust] = useState('');
  const [jump, setJump] = useState(host.settings.jump.join(' '));
  const [jumpLogins, setJumpLogins] = useState<JumpLogins>({});
  const [legacyAlgorithms, setLegacyAlgorithms] = useState(host.settings.legacyAlgorithms);
  const isSsh = host.url.startsWith('ssh:');
  const hasKeyOrAgent =
    host.settings.agent || host.secretFields.includes('privateKey') || secrets.privateKey.trim() !== '';
  const stored = storedJumpLogins(host);
  const jumpSecrets = (url: string) => {
    const isStored = stored[url] !== undefined;
    return jumpSecretsOf(jumpLogins[url] ?? emptyJumpLogin({ hasKeyOrAgent, isStored }), isStored);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem('');
    const given = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''));
    const outcome = await run(
      () =>
        requestJson('PATCH', `/api/v1/hosts/${host.id}`, {
          name,
          settings: isSsh
            ? { sudo, jump: jumpsOf(jump), legacyAlgorithms }
            : { hostAccess: helper ? 'helper' : 'none' },
          secrets: given,
          ...(isSsh ? { jumpSecrets: jumpsOf(jump).map(jumpSecrets) } : {}),
          ...(trust.trim() ? { trust: trust.trim() } : {}),
        }),
      { failed: `${host.name} was not changed`, done: `${name} was changed` },
    );
    if (outcome.ok) setOpen(false);
    else setProblem(outcome.message);
  };
  const secretField = (key: keyof typeof secrets, label: string) => (
    <Field label={label} hint={host.secretFields.includes(key) ? 'Stored. Leave empty to keep it.' : undefined}>
      {(ids) => (
        <Input
          {...ids}
          type="password"
          autoComplete="off"
          value={secrets[key]}
          onChange={(event) => setSecrets({ ...secrets, [key]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <DialogRoot open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>Change</Button>
      </DialogTrigger>
      <DialogContent title={`Change ${host.name}`}>
        <form method="post" onSubmit={submit} className="mt-2 flex flex-col gap-4">
          {problem ? <Notice kind="critical" title={problem} /> : null}
          <Field label="Name">
            {(ids) => (
              <Input {...ids} required maxLength={63} value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          {isSsh ? (
            <>
              <Field label="Root on the host">
                {(ids) => (
                  <Select {...ids} value={sudo} onChange={(event) => setSudo(parseSudo(event.target.value))}>
                    <option value="none">not at all, or logged in as root</option>
                    <option value="nopasswd">sudo without a password</option>
                    <option value="password">sudo with a password</option>
                  </Select>
                )}
              </Field>
              {sudo === 'password' ? secretField('sudoPassword', 'Password for sudo') : null}
              <Field
                label="Private key"
                hint={host.secretFields.includes('privateKey') ? 'Stored. Leave empty to keep it.' : undefined}
              >
                {(ids) => (
                  <TextArea
                    {...ids}
                    autoComplete="off"
                    spellCheck={false}
                    value={secrets.privateKey}
                    onChange={(event) => setSecrets({ ...secrets, privateKey: event.target.value })}
                  />
                )}
              </Field>
              {secretField('passphrase', 'Passphrase of the key')}
              {secretField('password', 'Password')}
              <JumpFields
                jump={jump}
                onJump={setJump}
                logins={jumpLogins}
                onLogins={setJumpLogins}
                hasKeyOrAgent={hasKeyOrAgent}
                stored={stored}
              />
              <LegacyAlgorithmsField checked={legacyAlgorithms} onChecked={setLegacyAlgorithms} />
              <Field
                label="Trust another host key"
                hint="Only if a jump host is new, or the machine or a jump host was set up anew: the fingerprint that it prints itself, SHA256:… Several with blanks between."
              >
                {(ids) => (
                  <Input
                    {...ids}
                    autoComplete="off"
                    spellCheck={false}
                    value={trust}
                    onChange={(event) => setTrust(event.target.value)}
                  />
                )}
              </Field>
            </>
          ) : (
            <Checkbox
              label="Allow the helper container"
              checked={helper}
              onChange={(event) => setHelper(event.target.checked)}
            />
          )}
          <Button type="submit" kind="primary" disabled={busy} className="self-start">
            Save
          </Button>
        </form>
      </DialogContent>
    </DialogRoot>
  );
}

function storedJumpLogins(host: SettingsHost): Record<string, string> {
  const stored = host.settings.jump.map((url, index): [string, string] => [
    url,
    (host.jumpSecretFields[index] ?? []).map((field) => secretWords[field] ?? field).join(' and '),
  ]);
  return Object.fromEntries(stored.filter(([, words]) => words !== ''));
}
