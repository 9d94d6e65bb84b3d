import { cache } from 'react';
import type { Actor } from '@/lib/access/actor';
import type { HostCard, Report } from '@/lib/domain/report';
import type { Application } from '@/lib/usecases/application';
import { type Overview, readOverview } from '@/lib/usecases/overview';
import { readReport } from '@/lib/usecases/reports';

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
