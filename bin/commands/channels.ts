import { type Command, Option } from 'commander';
import { type CauseKind, causeKinds } from '../../lib/domain/alerts/cause.ts';
import type { ChannelInput } from '../../lib/domain/answers/channel.ts';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { type Severity, severities } from '../../lib/domain/finding.ts';
import { formatMoment } from '../../lib/domain/format.ts';
import { addChannel, listChannelKinds, listChannels, removeChannel } from '../../lib/usecases/alerts/channels.ts';
import { testChannel } from '../../lib/usecases/alerts/test-channel.ts';
import { app, cliActor } from '../presenters/application.ts';
import { askSecret } from '../presenters/input.ts';
import { styled, writeJson, writeLine, writeProblem, writeTable } from '../presenters/output.ts';

interface AddOptions {
  set: string[];
  secret: string[];
  severity?: Severity;
  kinds?: CauseKind[];
  hosts?: string[];
  json?: boolean;
}

const several = (value: string, before: string[]): string[] => [...before, value];

export function channelCommands(program: Command): void {
  const channel = program.command('channel').description('where notifications are sent');
  channel
    .command('list')
    .description('the channels, and how sending went lately')
    .option('--json', 'one JSON document')
    .action(({ json }: { json?: boolean }) => {
      const channels = listChannels(app(), cliActor());
      if (json) return writeJson(channels);
      if (channels.length === 0) return writeLine('No channels yet. `bilge channel kinds` shows which there are.');
      const when = (at: string | null): string => (at === null ? 'never' : formatMoment(at));
      writeTable(
        ['NAME', 'KIND', 'WAITING', 'LAST SENT', 'LAST FAILURE'],
        channels.map(({ name, kindTitle, waiting, health }) => [
          name,
          kindTitle,
          String(waiting),
          when(health.lastSuccessAt),
          health.lastFailure === null ? 'never' : `${when(health.lastFailureAt)}: ${health.lastFailure}`,
        ]),
      );
    });
  channel
    .command('kinds')
    .description('the kinds of channels, and the fields of each')
    .option('--json', 'one JSON document')
    .action(({ json }: { json?: boolean }) => {
      const kinds = listChannelKinds();
      if (json) return writeJson(kinds);
      for (const { id, title, fields } of kinds) {
        writeLine(`${styled('bold', id)}  ${title}`);
        for (const { name, label, hint, type, isRequired, default: usual } of fields) {
          const need =
            isRequired && usual === undefined ? 'required' : usual === undefined ? 'optional' : `default ${usual}`;
          writeLine(`  ${name}: ${label} (${type === 'secret' ? 'secret, ' : ''}${need})${hint ? `. ${hint}` : ''}`);
        }
      }
    });
  addCommand(channel);
  testCommand(channel);
  channel
    .command('remove')
    .argument('<name>')
    .description('removes a channel, its secrets, and the messages that wait for it')
    .option('--json', 'one JSON document')
    .action(async (name: string, { json }: { json?: boolean }) => {
      await removeChannel(app(), cliActor(), name);
      if (json) writeJson({ removed: name });
      else writeLine('Removed.');
    });
  testCommand(program.command('notify').description('the same as `bilge channel test`'));
}

function addCommand(channel: Command): void {
  channel
    .command('add')
    .argument('<name>', 'a name for the channel')
    .argument('<kind>', 'as `bilge channel kinds` shows it')
    .description('adds a channel; its secrets are asked for, or read from standard input, one line each')
    .option('-s, --set <field=value>', 'a field that is not secret', several, [])
    .option('--secret <field>', 'also ask for this optional secret', several, [])
    .addOption(new Option('--severity <severity>', 'the least severe that is sent').choices([...severities]))
    .addOption(new Option('--kinds <kinds...>', 'what is sent').choices([...causeKinds]))
    .option('--hosts <hosts...>', 'the hosts it hears of; left out: every host')
    .option('--json', 'one JSON document')
    .action(async (name: string, kind: string, options: AddOptions) => {
      const fields = listChannelKinds().find(({ id }) => id === kind)?.fields ?? [];
      const values: Record<string, string> = Object.fromEntries(options.set.map(pair));
      const open = fields.filter((field) => field.type === 'secret');
      const given = open.find((field) => values[field.name] !== undefined);
      if (given !== undefined)
        throw new InvalidInputError(
          `${given.name} is secret: it is asked for, or read from standard input, never given as an argument.`,
        );
      for (const field of open) {
        if (field.isRequired || options.secret.includes(field.name)) values[field.name] = await askSecret(field.label);
      }
      const rules: ChannelInput['rules'] = {
        ...(options.severity === undefined ? {} : { minimumSeverity: options.severity }),
        ...(options.kinds === undefined ? {} : { kinds: options.kinds }),
        ...(options.hosts === undefined ? {} : { hosts: options.hosts }),
      };
      const added = await addChannel(app(), cliActor(), kind, { name, values, rules });
      if (options.json) writeJson(added);
      else writeLine(`${added.name} was added. Try it: bilge channel test ${added.name}`);
    });
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidInputError(`--set takes field=value, not “${text}”.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function testCommand(command: Command): void {
  command
    .command('test')
    .argument('<name>')
    .description('sends a test message now, and says what would not be sent and why')
    .option('--json', 'one JSON document')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const test = await testChannel(app(), cliActor(), name);
      if (!test.sent) process.exitCode = 1;
      if (json) return writeJson(test);
      if (test.sent) writeLine('Sent.');
      else {
        writeProblem(`Not sent: ${test.why}`);
        writeLine(`Last sent: ${test.lastSuccessAt === null ? 'never' : formatMoment(test.lastSuccessAt)}`);
      }
      writeLine('Not sent over this channel:');
      for (const line of test.notSent) writeLine(`  ${line}`);
    });
}
