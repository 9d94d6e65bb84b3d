'use client';

import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import type { Outcome } from '../ui/outcome';
import { LocalTime, RelativeTime } from '../ui/relative-time';
import { useAction } from '../ui/use-action';
import { sessionWords } from './session-words';

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
              failed: sessionWords.othersNotEnded,
              done: sessionWords.othersEnded,
            })
          }
        >
          {sessionWords.endOthers}
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
                {session.address} {session.isCurrent ? <Badge tone="good">{sessionWords.thisOne}</Badge> : null}
              </p>
              <p className="break-words text-soft">{session.userAgent || sessionWords.unknownBrowser}</p>
              <p className="text-faint">
                {sessionWords.since} <LocalTime at={session.createdAt} />
                {sessionWords.lastSeen} <RelativeTime at={session.seenAt} />
              </p>
            </div>
            {session.isCurrent ? null : (
              <Button
                disabled={busy}
                onClick={() => run(() => revoke({ id: session.id }), { failed: sessionWords.notEnded })}
              >
                {sessionWords.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
