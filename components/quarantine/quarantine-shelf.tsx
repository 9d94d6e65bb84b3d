'use client';

import { usePathname } from 'next/navigation';
import type { Shelf } from '@/lib/domain/answers/shelf';
import { ProposeButton } from '../plans/propose-button';
import { Link } from '../ui/link';
import { RelativeTime } from '../ui/relative-time';
import { quarantineWords, shelfWords } from './quarantine-words';

interface QuarantineShelfProps {
  hostId: string;
  shelf: Shelf;
  /** its two ways out, as far as planning says yes; null on a card, which has them among its offers, and for who may not plan */
  ways: { free: boolean; restore: boolean } | null;
}

/** "Where is my undo?": a thin strip wherever a host with a quarantine is shown, but on the page of the quarantine itself. */
export function QuarantineShelf({ hostId, shelf, ways }: QuarantineShelfProps) {
  const path = usePathname();
  if (path.endsWith('/quarantine')) return null;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-line bg-well px-3 py-1.5 text-sm">
      <Link href={`/hosts/${hostId}/quarantine`} className="tap inline-flex min-w-0 items-center gap-x-1.5 underline">
        {shelfWords(shelf)}
      </Link>
      {shelf.staleSince === null ? null : (
        <span className="text-faint">
          {quarantineWords.asSeen} <RelativeTime at={shelf.staleSince} />
        </span>
      )}
      {ways && (ways.free || ways.restore) && shelf.staleSince === null ? (
        <span className="flex flex-wrap gap-2">
          {ways.free ? (
            <ProposeButton
              hostId={hostId}
              remedy={{ actionId: 'purge-quarantine', params: { entries: 'all' } }}
              label={quarantineWords.free}
              kind="danger-plain"
              size="small"
            />
          ) : null}
          {ways.restore ? (
            <ProposeButton
              hostId={hostId}
              remedy={{ actionId: 'restore-quarantine', params: { entries: 'all' } }}
              label={quarantineWords.restore}
              size="small"
            />
          ) : null}
        </span>
      ) : null}
    </div>
  );
}
