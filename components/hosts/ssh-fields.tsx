'use client';

import { type Control, useController, useWatch } from 'react-hook-form';
import { FormArea, FormCheckbox, FormName, FormPassword, FormSelect, FormText } from '../ui/form-fields';
import type { HostFormValues } from './host-form-values';
import { JumpFields } from './jump-fields';
import { legacyAlgorithmsWords } from './legacy-algorithms-words';

export interface FieldsProps {
  control: Control<HostFormValues>;
}

export function SshFields({ control }: FieldsProps) {
  const [user, login, sudo] = useWatch({ control, name: ['user', 'login', 'sudo'] });
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_6rem]">
        <FormName
          control={control}
          name="address"
          data-address="yes"
          label="Address"
          hint="A name or an IP address. You can paste ssh://user@host:port or a whole ssh command."
          required
        />
        <FormText control={control} name="port" label="Port" inputMode="numeric" />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <FormName
          control={control}
          name="user"
          label="User"
          hint="root where it may log in (Unraid, TrueNAS, most servers). Synology DSM and QNAP refuse root: an administrator there, with sudo."
          required
        />
        <FormSelect
          control={control}
          name="login"
          label="Log in with"
          choices={[
            ['key', 'a private key'],
            ['password', 'a password'],
            ['agent', 'this dashboard’s ssh-agent'],
          ]}
        />
      </div>
      {login === 'key' ? (
        <>
          <FormArea
            control={control}
            name="privateKey"
            label="Private key"
            hint="The whole file, from BEGIN to END. It is encrypted before it is stored and never shown again."
            required
            autoComplete="off"
            spellCheck={false}
          />
          <FormPassword
            control={control}
            name="passphrase"
            label="Passphrase of the key, if it has one"
            autoComplete="off"
            required={false}
          />
        </>
      ) : null}
      {login === 'password' ? (
        <FormPassword control={control} name="password" label="Password" autoComplete="off" />
      ) : null}
      {user.trim() === 'root' ? null : (
        <div className="grid gap-4 sm:grid-cols-2">
          <FormSelect
            control={control}
            name="sudo"
            label="Root on the host"
            hint="Docker’s own records can only be read as root. Without root, leaks stay unknown."
            choices={[['none', 'none'], ...sudoChoices]}
          />
          {sudo === 'password' ? (
            <FormPassword control={control} name="sudoPassword" label="Password for sudo" autoComplete="off" />
          ) : null}
        </div>
      )}
      <details>
        <summary className="tap inline-flex items-center text-sm text-soft underline">
          Jump host, socket path, legacy SSH
        </summary>
        <div className="mt-2 flex flex-col gap-4">
          <HeldJumpFields control={control} hasKeyOrAgent={login !== 'password'} />
          <FormName
            control={control}
            name="dockerSocket"
            label="Docker’s socket on the host"
            hint="Only if it is not at the default path."
            placeholder="/var/run/docker.sock"
          />
          <FormCheckbox control={control} name="legacyAlgorithms" {...legacyAlgorithmsWords} />
        </div>
      </details>
    </>
  );
}

export const sudoChoices = [
  ['nopasswd', 'sudo without a password'],
  ['password', 'sudo with a password'],
] as const;

function HeldJumpFields({ control, hasKeyOrAgent }: FieldsProps & { hasKeyOrAgent: boolean }) {
  const jump = useController({ control, name: 'jump' });
  const logins = useController({ control, name: 'jumpLogins' });
  return (
    <JumpFields
      jump={jump.field.value}
      onJump={jump.field.onChange}
      problem={jump.fieldState.error?.message}
      logins={logins.field.value}
      onLogins={logins.field.onChange}
      hasKeyOrAgent={hasKeyOrAgent}
    />
  );
}
