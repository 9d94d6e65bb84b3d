import { hostCards, reports } from '@/components/testing/fixtures';
import type { HostCard, Report } from '@/lib/domain/report';

/** Stand-ins until lib/usecases answers; every page reads through here. */
export interface Viewer {
  name: string;
  role: 'viewer' | 'operator' | 'admin';
}

export async function requireViewer(): Promise<Viewer> {
  return { name: 'ada', role: 'admin' };
}

export async function readHostCards(): Promise<HostCard[]> {
  return hostCards;
}

export async function readHostCard(id: string): Promise<HostCard | null> {
  return hostCards.find((card) => card.id === id) ?? null;
}

export async function readReport(id: string): Promise<Report | null> {
  return reports.find((report) => report.host.id === id) ?? null;
}
