import fs from 'node:fs';
import type { Command } from 'commander';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { diagnosePasted } from '../../lib/usecases/diagnose.ts';
import { safe, styled, writeJson, writeLine } from '../faces/output.ts';

export function diagnoseCommand(program: Command): void {
  program
    .command('diagnose')
    .description(
      'judges pasted output (docker info, btrfs filesystem usage, df, mount …) without any access; nothing is stored',
    )
    .argument('[file...]', 'files, or - for standard input', ['-'])
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      '\nFor example: ssh nas "docker info; df -T; btrfs filesystem usage /volume1" | bilge diagnose -',
    )
    .action((files: string[], options: { json?: boolean }) => {
      const result = diagnosePasted(files.map(readText));
      if (options.json) return writeJson(result);
      for (const piece of result.pieces) writeLine(styled('dim', `read: ${piece.kind}`));
      writeLine();
      if (result.findings.length === 0) writeLine('No findings in what was pasted.');
      for (const finding of result.findings) {
        writeLine(styled('bold', `${finding.severity.toUpperCase()}  ${safe(finding.title)}`));
        writeLine(safe(finding.detail));
        writeLine();
      }
      if (result.askFor.length > 0)
        writeLine(`To tell more, paste the output of:\n${result.askFor.map((command) => `  ${command}`).join('\n')}`);
    });
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new InvalidInputError(`${file} cannot be read.`, cause);
  }
}
