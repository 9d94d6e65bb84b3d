'use client';

import { FormArea, FormCheckbox, FormName, FormText } from '../ui/form-fields';
import type { FieldsProps } from './ssh-fields';

const helperHint =
  'A socket shows what Docker reports, not what is on the disk. With this, Bilge may start a short-lived container that reads the disk. It needs an image that is already on the host.';

function HelperBox({ control }: FieldsProps) {
  return <FormCheckbox control={control} name="helper" label="Allow the helper container" hint={helperHint} />;
}

export function SocketFields({ control }: FieldsProps) {
  return (
    <>
      <FormText
        control={control}
        name="socketPath"
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
      <HelperBox control={control} />
    </>
  );
}

export function TcpFields({ control }: FieldsProps) {
  return (
    <>
      <FormName
        control={control}
        name="tcpAddress"
        data-address="yes"
        label="Address and port"
        hint="Without TLS, anyone who can reach this port is root on the host."
        required
        placeholder="docker.lan:2376"
      />
      <details>
        <summary className="tap inline-flex items-center text-sm text-soft underline">TLS certificates</summary>
        <div className="mt-2 flex flex-col gap-4">
          <FormArea control={control} name="tlsCa" label="CA certificate (ca.pem)" spellCheck={false} />
          <FormArea control={control} name="tlsCert" label="Client certificate (cert.pem)" spellCheck={false} />
          <FormArea
            control={control}
            name="tlsKey"
            label="Client key (key.pem)"
            autoComplete="off"
            spellCheck={false}
          />
        </div>
      </details>
      <HelperBox control={control} />
    </>
  );
}
