import { type Command, InvalidArgumentError } from 'commander';
import { NotFoundError } from '../../lib/domain/errors.ts';
import { type Severity, severities } from '../../lib/domain/finding.ts';
import type { Report } from '../../lib/domain/report.ts';
import { findHost } from '../../lib/usecases/hosts/hosts.ts';
import { readReport } from '../../lib/usecases/scans/reports.ts';
import { scanHost } from '../../lib/usecases/scans/scan-host.ts';
import { app, cliActor } from '../presenters/application.ts';
import { endProgress, progress, writeJson } from '../presenters/output.ts';
import { writeReport } from '../presenters/report.ts';

interface ScanOptions {
  sizes?: boolean;
  json?: boolean;
  failOn?: Severity;
}

export function scanCommands(program: Command): void {
  program
    .command('scan')
    .description('scans a host now: collects, stores and checks')
    .argument('<name>')
    .option('--sizes', 'wait until the sizes are measured')
    .option('--fail-on <severity>', 'exit 4 when a finding is critical (or: warning, info)', severity)
    .option('--json', 'one JSON document')
    .action(async (name: string, options: ScanOptions) => {
      const host = findHost(app(), cliActor(), name);
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      const report = await scanHost(app(), cliActor(), host.id, {
        measure: options.sizes ?? false,
        signal: stop.signal,
        onProgress: ({ text, done, total }) => progress(total > 0 ? `${text} ${done}/${total}` : text),
      });
      endProgress();
      show(report, options);
    });
  program
    .command('report')
    .description('the last scan, without touching the host')
    .argument('<name>')
    .option('--fail-on <severity>', 'exit 4 when a finding is critical (or: warning, info)', severity)
    .option('--json', 'one JSON document')
    .action((name: string, options: ScanOptions) => {
      const host = findHost(app(), cliActor(), name);
      const report = readReport(app(), cliActor(), host.id, { judge: true });
      if (!report) throw new NotFoundError(`${host.name} has not been scanned yet. Run \`bilge scan ${host.name}\`.`);
      show(report, options);
    });
}

function show(report: Report, options: ScanOptions): void {
  if (options.json) writeJson(report);
  else writeReport(report);
  if (options.failOn) {
    const worstAllowed = severities.indexOf(options.failOn);
    if (report.findings.some((finding) => severities.indexOf(finding.severity) <= worstAllowed)) process.exitCode = 4;
  }
}

function severity(text: string): Severity {
  const found = severities.find((name) => name === text);
  if (!found) throw new InvalidArgumentError(`one of ${severities.join(', ')}`);
  return found;
}
