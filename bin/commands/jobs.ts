import type { Command } from 'commander';
import { cancelJob, listJobs, pauseJob, resumeJob, runJobNow, setScanInterval } from '../../lib/usecases/jobs/jobs.ts';
import { app, cliActor } from '../presenters/application.ts';
import { writeJson, writeTable } from '../presenters/output.ts';

interface Json {
  json?: boolean;
}

export function jobCommands(program: Command): void {
  const jobs = program.command('jobs').description('what Bilge does by itself: what runs, when next, why it failed');
  jobs
    .command('list')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nWhat is done every few seconds is seen on the page only.')
    .action((options: Json) => show(options));
  const change = (name: string, about: string, work: typeof runJobNow): void => {
    jobs
      .command(name)
      .description(about)
      .argument('<job...>', 'as `bilge jobs list` prints it: a kind, and what it is about')
      .option('--json', 'one JSON document')
      .action(async (key: string[], options: Json) => {
        await work(app(), cliActor(), key.join(' '));
        show(options);
      });
  };
  change('run', 'once, as soon as its host is free; a dashboard that runs does it', runJobNow);
  change('pause', 'does not begin until it is resumed', pauseJob);
  change('resume', 'ends a pause', resumeJob);
  change('cancel', 'ends what goes on, in the process that does it', cancelJob);
  jobs
    .command('interval')
    .description('how often a host is scanned; longer where a scan costs the host more than 1% of a processor')
    .argument('<host>')
    .argument('<minutes>', '5 to 10080', Number)
    .option('--json', 'one JSON document')
    .action(async (host: string, minutes: number, options: Json) => {
      await setScanInterval(app(), cliActor(), host, minutes);
      show(options);
    });
}

function show(options: Json): void {
  const jobs = listJobs(app(), cliActor());
  if (options.json) {
    writeJson(jobs);
    return;
  }
  writeTable(
    ['JOB', 'WHAT', 'HOST', 'STATE', 'NEXT', 'LAST', 'FAILURES', 'WHY'],
    jobs.map((job) => [
      job.key,
      job.title,
      job.host?.name ?? '-',
      job.state === 'held' ? 'paused' : job.state,
      job.nextAt ?? '-',
      job.lastEndedAt ?? '-',
      String(job.failures),
      job.problem ?? '',
    ]),
  );
}
