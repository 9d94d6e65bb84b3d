import { type Command, InvalidArgumentError } from 'commander';
import { NotFoundError } from '../../lib/domain/errors.ts';
import { type Severity, severities } from '../../lib/domain/finding.ts';
import type { Report } from '../../lib/domain/report.ts';
import { findHost } from '../../lib/usecases/hosts/hosts.ts';
import { readReport } from '../../lib/usecases/scans/reports.ts';
import { scanHost } from '../../lib/usecases/scans/scan-host.ts';
import { cliActor, face } from '../faces/application.ts';
import { endProgress, progress, writeJson } from '../faces/output.ts';
import { writeReport } from '../faces/report.ts';

interface ScanOptions {
  sizes?: boolean;
  json?: boolean;
  failOn?: Severity;
}

export function scanCommands(program: Command): void {
  program
    .command('scan')
    .description('looks at a host now: collect, store, judge')
    .argument('<name>')
    .option('--sizes', 'wait until the sizes are measured too')
    .option('--fail-on <severity>', 'exit 4 when a finding is critical (or: warning, info)', severity)
    .option('--json', 'one JSON document')
    .action(async (name: string, options: ScanOptions) => {
      const host = findHost(face(), cliActor(), name);
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      const report = await scanHost(face(), cliActor(), host.id, {
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
      const host = findHost(face(), cliActor(), name);
      const report = readReport(face(), cliActor(), host.id);
      if (!report) throw new NotFoundError(`A scan of ${host.name}; make one with \`bilge scan ${host.name}\`. It`);
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
