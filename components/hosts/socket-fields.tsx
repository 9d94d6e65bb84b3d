'use client';

import { AreaField, CheckboxField, NameField, TextField } from '../ui/text-field';
import type { FieldsProps } from './ssh-fields';

const helperHint =
  'A socket shows what Docker reports, not what is on the disk. With this, Bilge may start a short-lived container that reads the disk. It needs an image that is already on the host.';

function HelperBox({ fields }: FieldsProps) {
  return <CheckboxField {...fields.flag('helper')} label="Allow the helper container" hint={helperHint} />;
}

export function SocketFields({ fields }: FieldsProps) {
  return (
    <>
      <TextField
        {...fields.text('socketPath')}
        data-address="yes"
        label="Socket path"
        hint={
          <>
            Docker’s own, or a forwarded one: <code>ssh -nNT -L /run/nas.sock:/var/run/docker.sock nas</code>
          </>
        }
        required
        spellCheck={false}
      />
      <HelperBox fields={fields} />
    </>
  );
}

export function TcpFields({ fields }: FieldsProps) {
  return (
    <>
      <NameField
        {...fields.text('tcpAddress')}
        data-address="yes"
        label="Address and port"
        hint="Without TLS, anyone who can reach this port is root on the host."
        required
        placeholder="docker.lan:2376"
      />
      <details>
        <summary className="tap inline-flex items-center text-sm text-soft underline">TLS certificates</summary>
        <div className="mt-2 flex flex-col gap-4">
          <AreaField {...fields.text('tlsCa')} label="CA certificate (ca.pem)" spellCheck={false} />
          <AreaField {...fields.text('tlsCert')} label="Client certificate (cert.pem)" spellCheck={false} />
          <AreaField {...fields.text('tlsKey')} label="Client key (key.pem)" autoComplete="off" spellCheck={false} />
        </div>
      </details>
      <HelperBox fields={fields} />
    </>
  );
}
