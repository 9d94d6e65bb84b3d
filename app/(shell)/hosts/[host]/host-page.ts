import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { currentActor, type PageContext } from '@/app/guarded';
import { pageTitle } from '@/app/page-title';
import { cardOf, reportOf } from '@/app/reads';
import { hasRole } from '@/lib/access/actor';
import type { HostCard, Report } from '@/lib/domain/report';
import { application } from '@/lib/usecases/core/application';

export interface HostPageProps {
  params: Promise<{ host: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export interface HostPageData {
  card: HostCard;
  /** null until the first scan */
  report: Report | null;
  /** may this person ask for plans */
  mayPlan: boolean;
}

/** What every page of a host begins with. */
export async function readHostPage(context: PageContext, params: HostPageProps['params']): Promise<HostPageData> {
  const { host } = await params;
  const card = cardOf(context, host);
  if (!card) notFound();
  return { card, report: reportOf(context, card.id), mayPlan: hasRole(context.actor, 'operator') };
}

/** `diskstation: ledger · Bilge`. Unauthenticated visitors get no title; they are redirected. */
export async function hostTitle(params: HostPageProps['params'], what: string): Promise<Metadata> {
  const actor = await currentActor();
  if (actor === null) return {};
  const card = cardOf({ app: application(), actor }, (await params).host);
  return pageTitle(card ? `${card.name}: ${what}` : 'No such host');
}
