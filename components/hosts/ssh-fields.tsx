'use client';

import { AreaField, CheckboxField, NameField, PasswordField, SelectField, TextField } from '../ui/text-field';
import type { Fields } from '../ui/use-fields';
import type { HostFormValues } from './host-form-values';
import { JumpFields } from './jump-fields';
import { legacyAlgorithmsWords } from './legacy-algorithms-words';

export interface FieldsProps {
  fields: Fields<HostFormValues>;
}

export function SshFields({ fields }: FieldsProps) {
  const { user, login, sudo, jump, jumpLogins } = fields.values;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_6rem]">
        <NameField
          {...fields.text('address')}
          data-address="yes"
          label="Address"
          hint="A name or an IP address. You can paste ssh://user@host:port or a whole ssh command."
          required
        />
        <TextField {...fields.text('port')} label="Port" inputMode="numeric" />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <NameField
          {...fields.text('user')}
          label="User"
          hint="root where it may log in (Unraid, TrueNAS, most servers). Synology DSM and QNAP refuse root: an administrator there, with sudo."
          required
        />
        <SelectField
          {...fields.text('login')}
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
          <AreaField
            {...fields.text('privateKey')}
            label="Private key"
            hint="The whole file, from BEGIN to END. It is encrypted before it is stored and never shown again."
            required
            autoComplete="off"
            spellCheck={false}
          />
          <PasswordField
            {...fields.text('passphrase')}
            label="Passphrase of the key, if it has one"
            autoComplete="off"
            required={false}
          />
        </>
      ) : null}
      {login === 'password' ? <PasswordField {...fields.text('password')} label="Password" autoComplete="off" /> : null}
      {user.trim() === 'root' ? null : (
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            {...fields.text('sudo')}
            label="Root on the host"
            hint="Docker’s own records can only be read as root. Without root, leaks stay unknown."
            choices={[['none', 'none'], ...sudoChoices]}
          />
          {sudo === 'password' ? (
            <PasswordField {...fields.text('sudoPassword')} label="Password for sudo" autoComplete="off" />
          ) : null}
        </div>
      )}
      <details>
        <summary className="tap inline-flex items-center text-sm text-soft underline">
          Jump host, socket path, legacy SSH
        </summary>
        <div className="mt-2 flex flex-col gap-4">
          <JumpFields
            jump={jump}
            onJump={fields.text('jump').onValue}
            problem={fields.errors.jump}
            logins={jumpLogins}
            onLogins={(logins) => fields.set({ jumpLogins: logins })}
            hasKeyOrAgent={login !== 'password'}
          />
          <NameField
            {...fields.text('dockerSocket')}
            label="Docker’s socket on the host"
            hint="Only if it is not at the default path."
            placeholder="/var/run/docker.sock"
          />
          <CheckboxField {...fields.flag('legacyAlgorithms')} {...legacyAlgorithmsWords} />
        </div>
      </details>
    </>
  );
}

export const sudoChoices = [
  ['nopasswd', 'sudo without a password'],
  ['password', 'sudo with a password'],
] as const;
