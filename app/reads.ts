import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { Actor } from '@/lib/access/actor';
import { NotFoundError } from '@/lib/domain/errors';
import type { HostCard, Report } from '@/lib/domain/report';
import type { Application } from '@/lib/usecases/core/application';
import { type Overview, readOverview } from '@/lib/usecases/hosts/overview';
import { readReport } from '@/lib/usecases/scans/reports';

interface Context {
  app: Application;
  actor: Actor;
}

/** A layout and its page ask for the same things; within one request (and so for one actor) the store is read once. */
const remembered = cache(() => ({ overview: null as Overview | null, reports: new Map<string, Report | null>() }));

export function overviewOf({ app, actor }: Context): Overview {
  const slot = remembered();
  slot.overview ??= readOverview(app, actor);
  return slot.overview;
}

/** By id or by name; null where there is no such host. */
export function cardOf(context: Context, idOrName: string): HostCard | null {
  const wanted = decodeURIComponent(idOrName);
  return overviewOf(context).cards.find((card) => card.id === wanted || card.name === wanted) ?? null;
}

export function reportOf({ app, actor }: Context, hostId: string): Report | null {
  const { reports } = remembered();
  const found = reports.get(hostId);
  if (found !== undefined) return found;
  const report = readReport(app, actor, hostId);
  reports.set(hostId, report);
  return report;
}

/** A missing object leads to the not-found page, not to an error. */
export function foundOr404<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    throw error;
  }
}
