import { printableName } from '@/lib/domain/names';
import { ChangeReachLink } from '../hosts/change-reach-link';
import { Notice } from '../ui/notice';
import { LocalTime } from '../ui/relative-time';

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
    <Notice kind="warning" title={`${hostName} does not answer now`} className="mb-6">
      <p role="status">
        {since === null ? null : (
          <>
            Since <LocalTime at={since} />.{' '}
          </>
        )}
        The run needs no connection: as long as {hostName} itself is up, it goes on there.
      </p>
      <p>
        This page continues by itself when {hostName} answers. If it stays away, check its power and its network;
        nothing is done twice.
      </p>
      {said === null ? null : <p className="mt-1 break-words text-sm">{printableName(said)}</p>}
      {mayChange ? <ChangeReachLink hostId={hostId} /> : null}
    </Notice>
  );
}
