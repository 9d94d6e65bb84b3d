'use client';

import { Checkbox, Field, Input, TextArea } from '../ui/field';
import type { FieldsProps } from './ssh-fields';

const helperHint =
  'A socket shows what Docker says, not what lies on the disk. With this, Bilge may start a short-lived container that looks at the host. It needs an image that is on the host already.';

function HelperBox({ values, change }: FieldsProps) {
  return (
    <Checkbox
      label="Allow the helper container"
      hint={helperHint}
      checked={values.helper}
      onChange={(event) => change({ helper: event.target.checked })}
    />
  );
}

export function SocketFields({ values, change }: FieldsProps) {
  return (
    <>
      <Field
        label="Path of the socket"
        hint={
          <>
            Docker’s own, or one that was forwarded: <code>ssh -nNT -L /run/nas.sock:/var/run/docker.sock nas</code>
          </>
        }
      >
        {(ids) => (
          <Input
            {...ids}
            required
            spellCheck={false}
            value={values.socketPath}
            onChange={(event) => change({ socketPath: event.target.value })}
          />
        )}
      </Field>
      <HelperBox values={values} change={change} />
    </>
  );
}

export function TcpFields({ values, change }: FieldsProps) {
  return (
    <>
      <Field label="Address and port" hint="Without TLS, whoever reaches this port is root on the host.">
        {(ids) => (
          <Input
            {...ids}
            required
            autoCapitalize="none"
            spellCheck={false}
            placeholder="docker.lan:2376"
            value={values.tcpAddress}
            onChange={(event) => change({ tcpAddress: event.target.value })}
          />
        )}
      </Field>
      <details>
        <summary className="tap inline-flex items-center text-sm text-soft underline">TLS certificates</summary>
        <div className="mt-2 flex flex-col gap-4">
          <Field label="Certificate of the authority (ca.pem)">
            {(ids) => (
              <TextArea
                {...ids}
                spellCheck={false}
                value={values.tlsCa}
                onChange={(event) => change({ tlsCa: event.target.value })}
              />
            )}
          </Field>
          <Field label="Client certificate (cert.pem)">
            {(ids) => (
              <TextArea
                {...ids}
                spellCheck={false}
                value={values.tlsCert}
                onChange={(event) => change({ tlsCert: event.target.value })}
              />
            )}
          </Field>
          <Field label="Client key (key.pem)">
            {(ids) => (
              <TextArea
                {...ids}
                autoComplete="off"
                spellCheck={false}
                value={values.tlsKey}
                onChange={(event) => change({ tlsKey: event.target.value })}
              />
            )}
          </Field>
        </div>
      </details>
      <HelperBox values={values} change={change} />
    </>
  );
}
