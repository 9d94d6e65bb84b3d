'use client';

import { type FormEvent, useState } from 'react';
import { CommandLine } from '../ui/command-line';
import { Notice } from '../ui/notice';
import { saveFile } from '../ui/request-file';
import { SubmitButton } from '../ui/submit-button';
import { CheckboxField, PasswordField } from '../ui/text-field';
import { useToast } from '../ui/toast';
import { backupWords } from './backup-words';

interface BackupViewProps {
  shortestPassphrase: number;
  /** what to keep separately where the key is not in the file */
  keyPlace: string;
  dataDirectory: string;
}

export function BackupView({ shortestPassphrase, keyPlace, dataDirectory }: BackupViewProps) {
  return (
    <div className="flex max-w-prose flex-col gap-8">
      <MakeBackup shortestPassphrase={shortestPassphrase} keyPlace={keyPlace} />
      <section aria-labelledby="restore" className="flex flex-col gap-3">
        <h2 id="restore" className="text-lg font-semibold">
          {backupWords.restore}
        </h2>
        <p className="text-sm text-soft">{backupWords.aboutRestore(dataDirectory)}</p>
        <CommandLine command="bilge restore FILE" />
      </section>
      <section aria-labelledby="key" className="flex flex-col gap-3">
        <h2 id="key" className="text-lg font-semibold">
          {backupWords.newKey}
        </h2>
        <p className="text-sm text-soft">{backupWords.aboutNewKey(keyPlace)}</p>
        <CommandLine command="bilge key rotate" />
      </section>
    </div>
  );
}

function MakeBackup({ shortestPassphrase, keyPlace }: Pick<BackupViewProps, 'shortestPassphrase' | 'keyPlace'>) {
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [withKey, setWithKey] = useState(false);
  const differs = again !== '' && again !== passphrase;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (again !== passphrase) return;
    setBusy(true);
    const outcome = await saveFile('/api/v1/backup', { passphrase, withKey });
    setBusy(false);
    if (!outcome.ok) return say({ kind: 'critical', title: backupWords.failed, detail: outcome.message });
    say({ kind: 'pass', title: backupWords.saved(outcome.value.name) });
    setPassphrase('');
    setAgain('');
  };
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <h2 className="text-lg font-semibold">{backupWords.create}</h2>
      <p className="text-sm text-soft">{backupWords.about}</p>
      <PasswordField
        label={backupWords.passphrase}
        hint={backupWords.shortest(shortestPassphrase)}
        autoComplete="new-password"
        minLength={shortestPassphrase}
        value={passphrase}
        onValue={setPassphrase}
      />
      <PasswordField
        label={backupWords.repeat}
        autoComplete="new-password"
        error={differs ? backupWords.differs : undefined}
        value={again}
        onValue={setAgain}
      />
      <CheckboxField label={backupWords.withKey} hint={backupWords.aboutKey} checked={withKey} onChecked={setWithKey} />
      {withKey ? (
        <Notice kind="warning" title={backupWords.keyWarning} />
      ) : (
        <p className="text-sm text-soft">{backupWords.withoutKey(keyPlace)}</p>
      )}
      <SubmitButton disabled={busy || differs} className="self-start">
        {busy ? backupWords.creating : backupWords.download}
      </SubmitButton>
    </form>
  );
}
