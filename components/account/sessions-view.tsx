'use client';

import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import type { Outcome } from '../ui/outcome';
import { LocalTime, RelativeTime } from '../ui/relative-time';
import { useAction } from '../ui/use-action';

interface ShownSession {
  id: string;
  address: string;
  userAgent: string;
  createdAt: string;
  seenAt: string;
  isCurrent: boolean;
}

interface SessionsViewProps {
  sessions: readonly ShownSession[];
  revoke: (input: { id: string }) => Promise<Outcome<unknown>>;
  revokeOthers: (input: Record<string, never>) => Promise<Outcome<unknown>>;
}

export function SessionsView({ sessions, revoke, revokeOthers }: SessionsViewProps) {
  const { busy, run } = useAction();
  return (
    <>
      {sessions.length > 1 ? (
        <Button
          disabled={busy}
          onClick={() =>
            run(() => revokeOthers({}), {
              failed: 'The other sessions were not ended',
              done: 'The other sessions have ended',
            })
          }
        >
          End all other sessions
        </Button>
      ) : null}
      <ul className="mt-2">
        {sessions.map((session) => (
          <li
            key={session.id}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3 text-sm last:border-b-0"
          >
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {session.address} {session.isCurrent ? <Badge tone="good">this session</Badge> : null}
              </p>
              <p className="break-words text-soft">{session.userAgent || 'unknown browser'}</p>
              <p className="text-faint">
                since <LocalTime at={session.createdAt} />, last seen <RelativeTime at={session.seenAt} />
              </p>
            </div>
            {session.isCurrent ? null : (
              <Button
                disabled={busy}
                onClick={() => run(() => revoke({ id: session.id }), { failed: 'The session was not ended' })}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
