'use client';

import type { PlaceForKey } from '@/lib/domain/made-key';
import { AreaField, CheckboxField, NameField, PasswordField, SelectField, TextField } from '../ui/text-field';
import type { Fields } from '../ui/use-fields';
import type { HostFormValues } from './host-form-values';
import { hostFormWords } from './host-form-words';
import { JumpFields } from './jump-fields';
import { legacyAlgorithmsWords } from './legacy-algorithms-words';
import { MadeKeyFields } from './made-key-fields';
import { madeKeyWords } from './made-key-words';

export interface FieldsProps {
  fields: Fields<HostFormValues>;
}

interface SshFieldsProps extends FieldsProps {
  places: readonly PlaceForKey[];
}

export function SshFields({ fields, places }: SshFieldsProps) {
  const { user, login, sudo, jump, jumpLogins } = fields.values;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_6rem]">
        <NameField
          {...fields.text('address')}
          data-address="yes"
          label={hostFormWords.hostAddress}
          hint={hostFormWords.aboutHostAddress}
          required
        />
        <TextField {...fields.text('port')} label={hostFormWords.port} inputMode="numeric" />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <NameField {...fields.text('user')} label={hostFormWords.user} hint={hostFormWords.aboutUser} required />
        <SelectField
          {...fields.text('login')}
          label={hostFormWords.loginWith}
          choices={[
            ['make', madeKeyWords.choice],
            ['key', hostFormWords.withKey],
            ['password', hostFormWords.withPassword],
            ['agent', hostFormWords.withAgent],
          ]}
        />
      </div>
      {login === 'make' ? <MadeKeyFields fields={fields} places={places} /> : null}
      {login === 'key' ? (
        <>
          <AreaField
            {...fields.text('privateKey')}
            label={hostFormWords.key}
            hint={hostFormWords.aboutKey}
            required
            autoComplete="off"
            spellCheck={false}
          />
          <PasswordField
            {...fields.text('passphrase')}
            label={hostFormWords.passphrase}
            autoComplete="off"
            required={false}
          />
        </>
      ) : null}
      {login === 'password' ? (
        <PasswordField {...fields.text('password')} label={hostFormWords.password} autoComplete="off" />
      ) : null}
      {user.trim() === 'root' ? null : (
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            {...fields.text('sudo')}
            label={hostFormWords.root}
            hint={hostFormWords.aboutRoot}
            choices={[['none', 'none'], ...sudoChoices]}
          />
          {sudo === 'password' ? (
            <PasswordField {...fields.text('sudoPassword')} label={hostFormWords.sudoPassword} autoComplete="off" />
          ) : null}
        </div>
      )}
      <details>
        <summary className="tap inline-flex items-center text-sm text-soft underline">{hostFormWords.more}</summary>
        <div className="mt-2 flex flex-col gap-4">
          <JumpFields
            jump={jump}
            onJump={fields.text('jump').onValue}
            problem={fields.error('jump')}
            logins={jumpLogins}
            onLogins={(logins) => fields.set({ jumpLogins: logins })}
            hasKeyOrAgent={login !== 'password'}
          />
          <NameField
            {...fields.text('dockerSocket')}
            label={hostFormWords.dockerSocket}
            hint={hostFormWords.aboutDockerSocket}
            placeholder="/var/run/docker.sock"
          />
          <CheckboxField {...fields.flag('legacyAlgorithms')} {...legacyAlgorithmsWords} />
        </div>
      </details>
    </>
  );
}

export const sudoChoices = [
  ['nopasswd', hostFormWords.sudoFree],
  ['password', hostFormWords.sudoWithPassword],
] as const;
