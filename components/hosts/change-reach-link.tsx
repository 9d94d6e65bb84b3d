import { Link } from '../ui/link';
import { hostMarkWords } from './host-mark-words';

/** Leads to the address, login and key of a host that cannot be reached, opened. For whoever may change them. */
export function ChangeReachLink({ hostId }: { hostId: string }) {
  return (
    <Link
      href={`/settings/hosts?change=${encodeURIComponent(hostId)}`}
      className="tap inline-flex items-center text-sm underline"
    >
      {hostMarkWords.changeReach}
    </Link>
  );
}
