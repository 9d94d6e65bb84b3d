import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { HostCard, Report } from '@/lib/domain/report';
import { readHostCard, readReport, requireViewer, type Viewer } from '../../../reads';

export interface HostPageProps {
  params: Promise<{ host: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What every page of a host begins with. `report` is null until the first scan. */
export async function readHostPage(
  params: HostPageProps['params'],
): Promise<{ viewer: Viewer; card: HostCard; report: Report | null }> {
  const viewer = await requireViewer();
  const { host } = await params;
  const card = await readHostCard(host);
  if (!card) notFound();
  return { viewer, card, report: await readReport(host) };
}

/** `diskstation: ledger · Bilge` */
export async function hostTitle(params: HostPageProps['params'], what: string): Promise<Metadata> {
  const { host } = await params;
  const card = await readHostCard(host);
  return { title: card ? `${card.name}: ${what}` : 'No such host' };
}
