import type { Actor } from '../../access/actor.ts';
import type { Shelf } from '../../domain/answers/shelf.ts';
import { type Fact, known, unknown } from '../../domain/fact.ts';
import type { HostCard } from '../../domain/report.ts';
import type { Application } from '../core/application.ts';
import { listQuarantine, type SetAside } from './quarantine.ts';

const dayMs = 86_400_000;

/** Null where nothing is quarantined, or that is unknown. Cheap for a host whose ledger has no quarantine: its facts are not read. */
export function readShelf(
  app: Application,
  actor: Actor,
  card: Pick<HostCard, 'id' | 'ledger' | 'state' | 'collectedAt'>,
): Shelf | null {
  const row = card.ledger.find((each) => each.row === 'quarantine');
  if (row !== undefined && row.objects === 0) return null;
  return shelfOfListed(card, listQuarantine(app, actor, card.id), app.now());
}

/** The same for whoever has listed it already. */
export function shelfOfListed(
  { state, collectedAt }: Pick<HostCard, 'state' | 'collectedAt'>,
  listed: Fact<SetAside[]>,
  now: Date,
): Shelf | null {
  if (listed.state === 'unknown' || listed.value.length === 0) return null;
  return shelfOf(listed.value, now, state.state === 'unreachable' ? collectedAt : null);
}

/** Right after a quarantine of seven days seven are left, as its date says. 0: within a day. */
function daysUntil(atMs: number, now: Date): number {
  const days = (atMs - now.getTime()) / dayMs;
  return days < 1 ? 0 : Math.round(days);
}

export function shelfOf(
  entries: readonly Pick<SetAside, 'bytes' | 'purgeAt'>[],
  now: Date,
  staleSince: string | null,
): Shelf {
  const sizes = entries.flatMap(({ bytes }) => (bytes.state === 'known' ? [bytes.value] : []));
  const dates = entries.flatMap(({ purgeAt }) => (purgeAt === null ? [] : [Date.parse(purgeAt)]));
  const sum = sizes.reduce((total, bytes) => total + bytes, 0);
  return {
    count: entries.length,
    bytes: sizes.length === 0 ? unknown('not-collected', 'Not measured yet.') : known(sum),
    atLeast: sizes.length < entries.length,
    daysLeft: dates.length === 0 ? null : daysUntil(Math.min(...dates), now),
    staleSince,
  };
}
