/**
 * A month of figures for a demo host, which was recorded once and has no past: without them its history would be an empty page. The leak
 * grows as leaks do, in steps; images and volumes grow slowly, what is not Docker's stays. The same recording always gets the same past,
 * and the page says that it is invented (`isInvented` there).
 */
const dayMs = 86_400_000;
const days = 30;
const stepHours = 12;

/** how much of today's size a row had at the beginning */
const shareAtFirst: Readonly<Record<string, number>> = {
  'ledger.leaked-layers': 0.12,
  'ledger.image-layers': 0.72,
  'ledger.build-cache': 0.45,
  'ledger.container-logs': 0.3,
  'ledger.volumes': 0.86,
  'ledger.nested-docker': 0.6,
  'ledger.writable-layers': 0.8,
};

export interface InventedMoment {
  at: string;
  values: Record<string, number>;
}

/** `latest`: what the first scan found, by name of sample. Oldest first; ends half a day before `now`. */
export function inventedHistory(latest: Readonly<Record<string, number>>, now: Date): InventedMoment[] {
  const used = latest['data-root.used'];
  const total = latest['data-root.total'];
  if (used === undefined || total === undefined) return [];
  const rows = Object.entries(latest).filter(([name]) => name.startsWith('ledger.'));
  const steps = (days * 24) / stepHours;
  return Array.from({ length: steps }, (_, index): InventedMoment => {
    const done = index / steps;
    const values = Object.fromEntries(rows.map(([name, value]) => [name, Math.round(value * shareAt(name, done))]));
    const less = rows.reduce((sum, [name, value]) => sum + value - (values[name] ?? 0), 0);
    return {
      at: new Date(now.getTime() - days * dayMs + index * stepHours * 3_600_000).toISOString(),
      values: { ...values, 'data-root.used': Math.max(0, used - less), 'data-root.total': total },
    };
  });
}

/** Leaks come with each update, a few times a month; the rest grows evenly. */
function shareAt(name: string, done: number): number {
  const first = shareAtFirst[name] ?? 1;
  const grown = name === 'ledger.leaked-layers' ? Math.floor(done * 6) / 6 : done;
  return first + (1 - first) * grown;
}
