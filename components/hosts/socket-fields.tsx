'use client';

import { AreaField, CheckboxField, NameField, TextField } from '../ui/text-field';
import { hostFormWords } from './host-form-words';
import type { FieldsProps } from './ssh-fields';

const helperHint = hostFormWords.aboutHelper;

function HelperBox({ fields }: FieldsProps) {
  return <CheckboxField {...fields.flag('helper')} label={hostFormWords.helper} hint={helperHint} />;
}

export function SocketFields({ fields }: FieldsProps) {
  return (
    <>
      <TextField
        {...fields.text('socketPath')}
        data-address="yes"
        label={hostFormWords.socketPath}
        hint={
          <>
            {hostFormWords.aboutSocketPath} <code>ssh -nNT -L /run/nas.sock:/var/run/docker.sock nas</code>
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
        label={hostFormWords.address}
        hint={hostFormWords.aboutAddress}
        required
        placeholder="docker.lan:2376"
      />
      <details>
        <summary className="tap inline-flex items-center text-sm text-soft underline">
          {hostFormWords.certificates}
        </summary>
        <div className="mt-2 flex flex-col gap-4">
          <AreaField {...fields.text('tlsCa')} label={hostFormWords.ca} spellCheck={false} />
          <AreaField {...fields.text('tlsCert')} label={hostFormWords.clientCertificate} spellCheck={false} />
          <AreaField {...fields.text('tlsKey')} label={hostFormWords.clientKey} autoComplete="off" spellCheck={false} />
        </div>
      </details>
      <HelperBox fields={fields} />
    </>
  );
}
