import { type Command, Option } from 'commander';
import { formatBytes } from '../../lib/domain/bytes.ts';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { type ScheduledKind, type ShownSchedule, scheduledKinds, scheduleInput } from '../../lib/domain/schedule.ts';
import {
  addSchedule,
  approveSchedule,
  listSchedules,
  pauseSchedule,
  previewSchedule,
  removeSchedule,
} from '../../lib/usecases/schedules/schedules.ts';
import { app, cliActor } from '../presenters/application.ts';
import { writeJson, writeLine, writeTable } from '../presenters/output.ts';

interface Json {
  json?: boolean;
}

interface Options extends Json {
  name: string;
  kind: ScheduledKind;
  when: string;
  zone: string;
  window?: string;
  keepLabel: string;
  minAgeHours: string;
  onlyIfFreeBelow?: string;
  mostObjects: string;
  mostBytes?: string;
  confirm?: string;
}

export function scheduleCommands(program: Command): void {
  const schedule = program.command('schedule').description('what is done again and again, within what was approved');
  const described = (command: Command): Command =>
    command
      .argument('<host>')
      .requiredOption('--name <name>', 'how you call it')
      .addOption(new Option('--kind <kind>').choices(scheduledKinds).makeOptionMandatory())
      .requiredOption('--when <when>', 'cron, or `every day at 03:00`, `every Sunday at 03:00`, `on day 1 at 03:00`')
      .option('--zone <zone>', 'time zone, such as Europe/Berlin', 'UTC')
      .option('--window <from-to>', 'begins only between these times, such as 22:00-06:00')
      .option('--keep-label <label>', 'of prunes: what has this label stays', 'protected')
      .option('--min-age-hours <hours>', 'of prunes: unused for at least so long', '24')
      .option('--only-if-free-below <percent>', 'skipped where more of the disk is free')
      .option('--most-objects <number>', 'a plan with more waits for a person', '500')
      .option('--most-bytes <bytes>', 'a plan that frees more waits for a person')
      .option('--json', 'one JSON document');
  described(schedule.command('preview').description('what it would do now, by the last scan; stores nothing')).action(
    (host: string, options: Options) => {
      const preview = previewSchedule(app(), cliActor(), inputOf(host, options));
      if (options.json) {
        writeJson(preview);
        return;
      }
      writeLine(preview.words);
      writeLine(preview.meaning);
      writeLine(`Next: ${preview.next.join(', ')}`);
      if (preview.blocked !== null) writeLine(`Nothing now: ${preview.blocked}`);
      if (preview.steps.length > 0) writeLine('Would do now:');
      for (const { title, bytes } of preview.steps)
        writeLine(`  ${title}${bytes === null ? '' : ` (${formatBytes(bytes)})`}`);
      if (preview.moreSteps > 0) writeLine(`  and ${preview.moreSteps} more`);
      if (preview.exceedsBound !== null) writeLine(`It would wait for a person: ${preview.exceedsBound}`);
    },
  );
  described(schedule.command('add').description('approves it; a dashboard that runs does it'))
    .option('--confirm <host>', 'the name of its host: not needed for scans')
    .action(async (host: string, options: Options) => {
      const added = await addSchedule(app(), cliActor(), inputOf(host, options), options.confirm ?? '');
      if (options.json) writeJson(added);
      else writeLine(`Approved: ${added.approval.meaning} ${added.words}, next ${added.nextAt ?? 'never'}.`);
    });
  schedule
    .command('list')
    .option('--json', 'one JSON document')
    .action((options: Json) => show(listSchedules(app(), cliActor()), options));
  const change = (name: string, about: string, work: (id: string) => Promise<unknown>): void => {
    schedule
      .command(name)
      .description(about)
      .argument('<schedule>', 'its id or name')
      .option('--json', 'one JSON document')
      .action(async (id: string, options: Json) => {
        await work(id);
        show(listSchedules(app(), cliActor()), options);
      });
  };
  change('pause', 'does nothing until it is resumed', (id) => pauseSchedule(app(), cliActor(), id, true));
  change('resume', 'from now on; what it missed is not made up for', (id) =>
    pauseSchedule(app(), cliActor(), id, false),
  );
  change('remove', 'what it has begun goes on', (id) => removeSchedule(app(), cliActor(), id));
  schedule
    .command('approve')
    .description('again, with the meaning that its action has now')
    .argument('<schedule>', 'its id or name')
    .requiredOption('--confirm <host>', 'the name of its host')
    .option('--json', 'one JSON document')
    .action(async (id: string, options: Json & { confirm: string }) => {
      await approveSchedule(app(), cliActor(), id, options.confirm);
      show(listSchedules(app(), cliActor()), options);
    });
}

function inputOf(host: string, options: Options) {
  const [from, to] = options.window?.split('-') ?? [];
  const parsed = scheduleInput.safeParse({
    name: options.name,
    host,
    kind: options.kind,
    when: options.when,
    zone: options.zone,
    window: options.window === undefined ? null : { from, to },
    keepLabel: options.keepLabel,
    minAgeHours: Number(options.minAgeHours),
    onlyIfFreeBelow: options.onlyIfFreeBelow === undefined ? null : Number(options.onlyIfFreeBelow),
    mostObjects: Number(options.mostObjects),
    mostBytes: options.mostBytes === undefined ? null : Number(options.mostBytes),
  });
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}

function show(schedules: readonly ShownSchedule[], options: Json): void {
  if (options.json) {
    writeJson(schedules);
    return;
  }
  writeTable(
    ['SCHEDULE', 'HOST', 'WHAT', 'WHEN', 'NEXT', 'LAST', 'SAID'],
    schedules.map((each) => [
      each.name,
      each.hostName,
      each.kind,
      each.words,
      each.isPaused ? 'paused' : (each.nextAt ?? 'never'),
      each.outcomes[0]?.state ?? '-',
      each.needsApproval ?? each.outcomes[0]?.said ?? '',
    ]),
  );
}
