import { counted } from '@/lib/domain/format';

/** The texts around a finding: also where the browser draws one. */
export const findingWords = {
  usedOf: (used: string, all: string) => `${used} of ${all} used`,
  evidenceOf: (title: string) => `Evidence: ${title}`,
  moreRows: (rows: number) => `${counted(rows, 'more row')} in the report (\`bilge report\`, or the HTTP API).`,
  opened: (severity: string) => `Opened (${severity})`,
  worsened: (severity: string) => `Worsened to ${severity}`,
  improved: (severity: string) => `Improved to ${severity}`,
  closed: 'Closed',
  openSince: '· open since',
  reclaimable: 'reclaimable',
  evidence: 'Evidence',
  history: 'History',
  about: 'About this check',
};
