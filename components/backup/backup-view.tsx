'use client';

import { type FormEvent, useState } from 'react';
import { CommandLine } from '../ui/command-line';
import { Notice } from '../ui/notice';
import { saveFile } from '../ui/request-file';
import { SubmitButton } from '../ui/submit-button';
import { CheckboxField, PasswordField } from '../ui/text-field';
import { useToast } from '../ui/toast';

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
          Restore
        </h2>
        <p className="text-sm text-soft">
          A restore replaces the database, so it is done on the command line while the dashboard is stopped. It also
          works on another machine. The previous data is kept in {dataDirectory}.
        </p>
        <CommandLine command="bilge restore FILE" />
      </section>
      <section aria-labelledby="key" className="flex flex-col gap-3">
        <h2 id="key" className="text-lg font-semibold">
          New key
        </h2>
        <p className="text-sm text-soft">
          If someone else may have read {keyPlace}: stop the dashboard and encrypt all stored SSH keys and passwords
          with a new key. Then also replace the SSH keys and passwords on the hosts.
        </p>
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
    if (!outcome.ok) return say({ kind: 'critical', title: 'The backup was not created', detail: outcome.message });
    say({ kind: 'pass', title: `Saved ${outcome.value.name}` });
    setPassphrase('');
    setAgain('');
  };
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <h2 className="text-lg font-semibold">Create a backup</h2>
      <p className="text-sm text-soft">
        One encrypted file with everything Bilge has stored: hosts, scans, history, plans, runs, accounts and the
        activity log. It cannot be opened without the passphrase, and a lost passphrase cannot be recovered.
      </p>
      <PasswordField
        label="Passphrase"
        hint={`At least ${shortestPassphrase} characters.`}
        autoComplete="new-password"
        minLength={shortestPassphrase}
        value={passphrase}
        onValue={setPassphrase}
      />
      <PasswordField
        label="Repeat the passphrase"
        autoComplete="new-password"
        error={differs ? 'The passphrases do not match.' : undefined}
        value={again}
        onValue={setAgain}
      />
      <CheckboxField
        label="Include the key"
        hint="With it, the file and its passphrase are all you need to restore, also on another machine."
        checked={withKey}
        onChecked={setWithKey}
      />
      {withKey ? (
        <Notice kind="warning" title="Anyone with this file and its passphrase can log in to your hosts" />
      ) : (
        <p className="text-sm text-soft">
          The SSH keys and passwords in it stay encrypted with {keyPlace}. Keep a copy of that file elsewhere.
        </p>
      )}
      <SubmitButton disabled={busy || differs} className="self-start">
        {busy ? 'Creating the backup…' : 'Download a backup'}
      </SubmitButton>
    </form>
  );
}
