'use client';

import { Field, Select, TextArea } from '../ui/field';
import { NameField, PasswordField } from '../ui/text-field';
import { hostFormWords } from './host-form-words';
import { emptyJumpLogin, type JumpLogin, type JumpLogins, jumpsOf } from './jump-logins';

interface JumpFieldsProps {
  jump: string;
  onJump: (text: string) => void;
  /** what is wrong with it, beside the field */
  problem?: string | undefined;
  logins: JumpLogins;
  onLogins: (logins: JumpLogins) => void;
  /** whether the host itself uses a key or the agent, which may be tried at a jump host too */
  hasKeyOrAgent: boolean;
  /** what is stored already, by address, in words */
  stored?: Readonly<Record<string, string>>;
}

/** The jump hosts, each with its own login: whoever runs a jump host can read what it is sent. */
export function JumpFields({ jump, onJump, problem, logins, onLogins, hasKeyOrAgent, stored = {} }: JumpFieldsProps) {
  return (
    <>
      <NameField
        label={hostFormWords.jump}
        hint={hostFormWords.aboutJump}
        error={problem}
        value={jump}
        onValue={onJump}
      />
      {jumpsOf(jump).map((url) => (
        <JumpLoginFields
          key={url}
          url={url}
          hasKeyOrAgent={hasKeyOrAgent}
          stored={stored[url]}
          login={logins[url] ?? emptyJumpLogin({ hasKeyOrAgent, isStored: stored[url] !== undefined })}
          onLogin={(login) => onLogins({ ...logins, [url]: login })}
        />
      ))}
    </>
  );
}

interface JumpLoginProps {
  url: string;
  login: JumpLogin;
  onLogin: (login: JumpLogin) => void;
  hasKeyOrAgent: boolean;
  stored: string | undefined;
}

function JumpLoginFields({ url, login, onLogin, hasKeyOrAgent, stored }: JumpLoginProps) {
  const change = (part: Partial<JumpLogin>) => onLogin({ ...login, ...part });
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 border-l-2 border-line pl-4">
      <legend className="sr-only">{hostFormWords.loginAt(url)}</legend>
      <Field
        label={hostFormWords.jumpLogin}
        hint={
          <>
            <span className="font-mono text-xs break-all">{url}</span>
            {hostFormWords.aboutJumpLogin}
          </>
        }
      >
        {(ids) => (
          <Select {...ids} value={login.with} onChange={(event) => change({ with: parseWay(event.target.value) })}>
            {stored === undefined ? null : <option value="stored">{hostFormWords.storedJump(stored)}</option>}
            {hasKeyOrAgent ? <option value="host">{hostFormWords.hostsKey}</option> : null}
            <option value="password">{hostFormWords.ownPassword}</option>
            <option value="key">{hostFormWords.ownKey}</option>
          </Select>
        )}
      </Field>
      {login.with === 'password' ? (
        <PasswordField
          label={hostFormWords.jumpPassword}
          autoComplete="off"
          value={login.password}
          onValue={(password) => change({ password })}
        />
      ) : null}
      {login.with === 'key' ? (
        <>
          <Field label={hostFormWords.jumpKey}>
            {(ids) => (
              <TextArea
                {...ids}
                required
                autoComplete="off"
                spellCheck={false}
                value={login.privateKey}
                onChange={(event) => change({ privateKey: event.target.value })}
              />
            )}
          </Field>
          <PasswordField
            label={hostFormWords.jumpPassphrase}
            autoComplete="off"
            required={false}
            value={login.passphrase}
            onValue={(passphrase) => change({ passphrase })}
          />
        </>
      ) : null}
    </fieldset>
  );
}

function parseWay(value: string): JumpLogin['with'] {
  return value === 'host' || value === 'stored' || value === 'key' ? value : 'password';
}
