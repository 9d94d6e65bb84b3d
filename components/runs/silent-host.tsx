import { printableName } from '@/lib/domain/names';
import { ChangeReachLink } from '../hosts/change-reach-link';
import { Notice } from '../ui/notice';
import { LocalTime } from '../ui/relative-time';
import { runPageWords } from './run-page-words';

interface SilentHostProps {
  hostId: string;
  hostName: string;
  /** ISO; null where only the last scan failed */
  since: string | null;
  /** what the connection failed with */
  said: string | null;
  /** may this person change how the host is reached */
  mayChange: boolean;
}

/** A host that went away in the middle of a run: what is true now, and the next step. */
export function SilentHost({ hostId, hostName, since, said, mayChange }: SilentHostProps) {
  return (
    <Notice kind="warning" title={runPageWords.silent(hostName)} className="mb-6">
      <p role="status">
        {since === null ? null : (
          <>
            {runPageWords.since} <LocalTime at={since} />.{' '}
          </>
        )}
        {runPageWords.goesOn(hostName)}
      </p>
      <p>{runPageWords.continues(hostName)}</p>
      {said === null ? null : <p className="mt-1 break-words text-sm">{printableName(said)}</p>}
      {mayChange ? <ChangeReachLink hostId={hostId} /> : null}
    </Notice>
  );
}
