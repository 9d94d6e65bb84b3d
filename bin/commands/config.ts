import type { Command } from 'commander';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { counted } from '../../lib/domain/format.ts';
import { readDeclaredFile } from '../../lib/usecases/declared/declared-file.ts';
import { writeJson, writeLine } from '../presenters/output.ts';

export function configCommands(program: Command): void {
  const config = program.command('config').description('bilge.yaml: hosts, channels and schedules as a file');
  config
    .command('check')
    .argument('<file>')
    .description('checks a file and changes nothing; says the line of the first mistake')
    .option('--json', 'one JSON document')
    .action((file: string, options: { json?: boolean }) => {
      const read = readDeclaredFile(file);
      if (!read.ok) {
        const { line, why } = read.problem;
        throw new InvalidInputError(`${file}${line === null ? '' : `, line ${line}`}: ${why}.`);
      }
      const { hosts, channels, schedules } = read.value;
      if (options.json)
        return writeJson({ hosts: hosts.length, channels: channels.length, schedules: schedules.length });
      const parts = [
        counted(hosts.length, 'host'),
        counted(channels.length, 'channel'),
        counted(schedules.length, 'schedule'),
      ];
      writeLine(`${file} is valid: ${parts.join(', ')}.`);
    });
}
