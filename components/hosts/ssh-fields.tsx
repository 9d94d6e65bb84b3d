'use client';

import { Field, Select, TextArea } from '../ui/field';
import { NameField, PasswordField, TextField } from '../ui/text-field';
import type { HostFormValues } from './host-form-values';
import { JumpFields } from './jump-fields';
import { LegacyAlgorithmsField } from './legacy-algorithms-field';

type SecretName = 'passphrase' | 'password' | 'sudoPassword';

export interface FieldsProps {
  values: HostFormValues;
  change: (part: Partial<HostFormValues>) => void;
}

export function SshFields({ values, change }: FieldsProps) {
  const isRoot = values.user.trim() === 'root';
  /** One field that holds the value of that name. */
  const held = (name: 'address' | 'port' | 'user' | 'dockerSocket' | SecretName) => ({
    value: values[name],
    onValue: (value: string) => change({ [name]: value }),
  });
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_6rem]">
        <NameField label="Address" hint="A name or an IP address." required {...held('address')} />
        <TextField label="Port" inputMode="numeric" {...held('port')} />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <NameField label="User" required {...held('user')} />
        <Field label="Log in with">
          {(ids) => (
            <Select
              {...ids}
              value={values.login}
              onChange={(event) => change({ login: parseLogin(event.target.value) })}
            >
              <option value="key">a private key</option>
              <option value="password">a password</option>
              <option value="agent">the ssh-agent of this dashboard</option>
            </Select>
          )}
        </Field>
      </div>
      {values.login === 'key' ? (
        <>
          <Field
            label="Private key"
            hint="The whole text of the file, from BEGIN to END. It is sealed before it is stored and never shown again."
          >
            {(ids) => (
              <TextArea
                {...ids}
                required
                autoComplete="off"
                spellCheck={false}
                value={values.privateKey}
                onChange={(event) => change({ privateKey: event.target.value })}
              />
            )}
          </Field>
          <PasswordField
            label="Passphrase of the key, if it has one"
            autoComplete="off"
            required={false}
            {...held('passphrase')}
          />
        </>
      ) : null}
      {values.login === 'password' ? <PasswordField label="Password" autoComplete="off" {...held('password')} /> : null}
      {isRoot ? null : (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Root on the host"
            hint="Docker’s own records can only be read as root. Without it, what leaked stays unknown."
          >
            {(ids) => (
              <Select
                {...ids}
                value={values.sudo}
                onChange={(event) => change({ sudo: parseSudo(event.target.value) })}
              >
                <option value="none">not at all</option>
                <option value="nopasswd">sudo without a password</option>
                <option value="password">sudo with a password</option>
              </Select>
            )}
          </Field>
          {values.sudo === 'password' ? (
            <PasswordField label="Password for sudo" autoComplete="off" {...held('sudoPassword')} />
          ) : null}
        </div>
      )}
      <details>
        <summary className="tap inline-flex items-center text-sm text-soft underline">
          Jump host, other socket, old machine
        </summary>
        <div className="mt-2 flex flex-col gap-4">
          <JumpFields
            jump={values.jump}
            onJump={(jump) => change({ jump })}
            logins={values.jumpLogins}
            onLogins={(jumpLogins) => change({ jumpLogins })}
            hasKeyOrAgent={values.login !== 'password'}
          />
          <NameField
            label="Docker’s socket on the host"
            hint="Only if it is not where it always is."
            placeholder="/var/run/docker.sock"
            {...held('dockerSocket')}
          />
          <LegacyAlgorithmsField
            checked={values.legacyAlgorithms}
            onChecked={(legacyAlgorithms) => change({ legacyAlgorithms })}
          />
        </div>
      </details>
    </>
  );
}

function parseLogin(value: string): HostFormValues['login'] {
  return value === 'password' || value === 'agent' ? value : 'key';
}

export function parseSudo(value: string): HostFormValues['sudo'] {
  return value === 'nopasswd' || value === 'password' ? value : 'none';
}
