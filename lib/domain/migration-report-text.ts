import type { MigrationReport, ReportKind } from './answers/migration-report.ts';
import { printableName } from './names.ts';

const marks = { same: '=', changed: '~', missing: '-', new: '+' } as const;

/** The report as plain text, for a mail or a drawer. */
export function migrationReportText(report: MigrationReport): string {
  const { runId, host, title, state, startedAt, endedAt, before, after, dataRoot, driver, compared, kinds } = report;
  const change = (one: string | null, other: string | null) =>
    one === other ? (one ?? 'unknown') : `${one ?? 'unknown'} → ${other ?? 'unknown'}`;
  return [
    title,
    `Host ${printableName(host)}, run ${runId}: ${state}, ${startedAt} to ${endedAt ?? '(not ended)'}`,
    `Data root: ${change(dataRoot.before, dataRoot.after)}`,
    `Storage driver: ${change(driver.before, driver.after)}`,
    `Scans compared: ${before ?? 'none'} and ${after ?? 'none'}`,
    '',
    'What the run compared on the host:',
    ...(compared.length === 0
      ? ['  nothing: it ended before']
      : compared.map(({ title: step, said }) => `  ${printableName(step)}: ${printableName(said)}`)),
    ...kinds.flatMap(kindLines),
    '',
    '= as before   ~ changed   - missing   + new',
    '',
  ].join('\n');
}

function kindLines({ title, before, after, rows, unknown }: ReportKind): string[] {
  if (unknown !== null) return ['', `${title}: unknown. ${unknown}`];
  return [
    '',
    `${title}: ${before} before, ${after} after`,
    ...rows.map(({ id, name, detail, before: was, after: is, verdict }) => {
      const states = was === '' && is === '' ? '' : was === is ? ` ${is}` : ` ${was || 'absent'} → ${is || 'absent'}`;
      return `  ${marks[verdict]} ${printableName(`${id} ${name}${states} ${detail}`.trim())}`;
    }),
  ];
}
