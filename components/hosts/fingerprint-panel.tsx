import { Button } from '../ui/button';
import { CommandLine } from '../ui/command-line';
import { hostTestWords } from './host-test-words';
import type { OfferedKey } from './use-host-test';

const printFingerprints = 'for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$f"; done';

interface FingerprintPanelProps {
  offered: OfferedKey;
  /** where it is the key of one */
  jumpHost: string | undefined;
  busy: boolean;
  onTrust: () => void;
}

/** The one moment at which a person decides that this machine is the right one. Nothing secret was sent to it yet. */
export function FingerprintPanel({ offered, jumpHost, busy, onTrust }: FingerprintPanelProps) {
  return (
    <section className="rounded-md bg-info-wash p-4" aria-labelledby="fingerprint">
      <h2 id="fingerprint" className="font-semibold">
        {jumpHost === undefined ? hostTestWords.yourHost : hostTestWords.yourJumpHost}
      </h2>
      <p className="mt-1 text-sm text-soft">
        {jumpHost === undefined ? null : <span className="block font-mono text-xs break-all">{jumpHost}</span>}
        {hostTestWords.fingerprint(offered.keyType)}
      </p>
      <p className="my-3 font-mono text-sm font-semibold break-all">{offered.fingerprint}</p>
      <p className="mb-1 text-sm text-soft">{hostTestWords.runThis}</p>
      <CommandLine command={printFingerprints} />
      <Button kind="primary" className="mt-3" onClick={onTrust} disabled={busy}>
        {hostTestWords.trust}
      </Button>
    </section>
  );
}
