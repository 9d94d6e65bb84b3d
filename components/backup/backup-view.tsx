'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';
import { CommandLine } from '../ui/command-line';
import { Checkbox } from '../ui/field';
import { Notice } from '../ui/notice';
import { saveFile } from '../ui/request-file';
import { PasswordField } from '../ui/text-field';
import { useToast } from '../ui/toast';

interface BackupViewProps {
  shortestPassphrase: number;
  /** what to keep apart where the key is not in the file */
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
          works on another machine. What was there before stays beside it in {dataDirectory}.
        </p>
        <CommandLine command="bilge restore FILE" />
      </section>
      <section aria-labelledby="key" className="flex flex-col gap-3">
        <h2 id="key" className="text-lg font-semibold">
          New key
        </h2>
        <p className="text-sm text-soft">
          If somebody else may have read {keyPlace}: stop the dashboard and seal all stored SSH keys and passwords with
          a new key. Then also replace the SSH keys and passwords on the hosts.
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
    if (!outcome.ok) return say({ kind: 'critical', title: 'No backup was made', detail: outcome.message });
    say({ kind: 'pass', title: `Saved ${outcome.value.name}` });
    setPassphrase('');
    setAgain('');
  };
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <h2 className="text-lg font-semibold">Make a backup</h2>
      <p className="text-sm text-soft">
        One encrypted file with everything Bilge has stored: hosts, scans, history, plans, runs, accounts and the
        activity log. Nobody can open it without the passphrase, and nobody can recover the passphrase.
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
        label="The same passphrase again"
        autoComplete="new-password"
        error={differs ? 'These are two different passphrases.' : undefined}
        value={again}
        onValue={setAgain}
      />
      <Checkbox
        label="Include the key"
        hint="With it, the file and its passphrase are all you need to restore, also on another machine."
        checked={withKey}
        onChange={(event) => setWithKey(event.target.checked)}
      />
      {withKey ? (
        <Notice kind="warning" title="Whoever has this file and its passphrase can log in to your hosts" />
      ) : (
        <p className="text-sm text-soft">
          The stored SSH keys and passwords in it stay sealed with {keyPlace}. Keep a copy of that in another place.
        </p>
      )}
      <Button type="submit" disabled={busy || differs} className="self-start">
        {busy ? 'Making the backup…' : 'Download a backup'}
      </Button>
    </form>
  );
}
