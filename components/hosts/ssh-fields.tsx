'use client';

import { Field, Input, Select, TextArea } from '../ui/field';
import type { HostFormValues } from './host-form-values';

export interface FieldsProps {
  values: HostFormValues;
  change: (part: Partial<HostFormValues>) => void;
}

export function SshFields({ values, change }: FieldsProps) {
  const isRoot = values.user.trim() === 'root';
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_6rem]">
        <Field label="Address" hint="A name or an IP address.">
          {(ids) => (
            <Input
              {...ids}
              required
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              value={values.address}
              onChange={(event) => change({ address: event.target.value })}
            />
          )}
        </Field>
        <Field label="Port">
          {(ids) => (
            <Input
              {...ids}
              inputMode="numeric"
              value={values.port}
              onChange={(event) => change({ port: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="User">
          {(ids) => (
            <Input
              {...ids}
              required
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              value={values.user}
              onChange={(event) => change({ user: event.target.value })}
            />
          )}
        </Field>
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
          <Field label="Passphrase of the key, if it has one">
            {(ids) => (
              <Input
                {...ids}
                type="password"
                autoComplete="off"
                value={values.passphrase}
                onChange={(event) => change({ passphrase: event.target.value })}
              />
            )}
          </Field>
        </>
      ) : null}
      {values.login === 'password' ? (
        <Field label="Password">
          {(ids) => (
            <Input
              {...ids}
              type="password"
              autoComplete="off"
              required
              value={values.password}
              onChange={(event) => change({ password: event.target.value })}
            />
          )}
        </Field>
      ) : null}
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
            <Field label="Password for sudo">
              {(ids) => (
                <Input
                  {...ids}
                  type="password"
                  autoComplete="off"
                  required
                  value={values.sudoPassword}
                  onChange={(event) => change({ sudoPassword: event.target.value })}
                />
              )}
            </Field>
          ) : null}
        </div>
      )}
      <details>
        <summary className="tap inline-flex items-center text-sm text-soft underline">Jump host, other socket</summary>
        <div className="mt-2 grid gap-4 sm:grid-cols-2">
          <Field label="Jump hosts" hint="ssh://user@host:port, nearest first, separated by blanks.">
            {(ids) => (
              <Input
                {...ids}
                autoCapitalize="none"
                spellCheck={false}
                value={values.jump}
                onChange={(event) => change({ jump: event.target.value })}
              />
            )}
          </Field>
          <Field label="Docker’s socket on the host" hint="Only if it is not where it always is.">
            {(ids) => (
              <Input
                {...ids}
                placeholder="/var/run/docker.sock"
                value={values.dockerSocket}
                onChange={(event) => change({ dockerSocket: event.target.value })}
              />
            )}
          </Field>
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
