import fs from 'node:fs';
import type { Command } from 'commander';
import type { Diagnosis } from '../../lib/domain/diagnosis.ts';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import type { EvidenceTable } from '../../lib/domain/finding.ts';
import { diagnosePasted } from '../../lib/usecases/diagnose.ts';
import { readStandardInput } from '../faces/input.ts';
import { styled, writeJson, writeLine, writeTable, writeText } from '../faces/output.ts';

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
    .action(async (files: string[], options: { json?: boolean }) => {
      const texts: string[] = [];
      for (const file of files) texts.push(await readText(file));
      const result = diagnosePasted(texts);
      if (options.json) return writeJson(result);
      for (const piece of result.pieces) writeLine(styled('dim', `read: ${piece.kind}`));
      if (result.pieces.length === 0) writeLine('Nothing in it was recognised.');
      else writeUnread(result.unread);
      writeLine();
      if (result.findings.length === 0) writeLine('No findings in what was pasted.');
      for (const finding of result.findings) {
        writeLine(styled('bold', `${finding.severity.toUpperCase()}  ${finding.title}`));
        for (const line of finding.detail.split('\n')) writeLine(line);
        writeEvidence(finding.evidence);
        writeLine();
      }
      if (result.unknown.length > 0)
        writeLine(
          styled(
            'dim',
            `Not told by this (${result.unknown.length} checks): ${result.unknown.map(({ checkId }) => checkId).join(', ')}`,
          ),
        );
      if (result.askFor.length > 0)
        writeText(['To tell more, paste the output of:', ...result.askFor.map((command) => `  ${command}`)].join('\n'));
    });
}

const unreadShown = 8;

/** A command whose output is not known would otherwise pass for one that says nothing bad. */
function writeUnread(unread: Diagnosis['unread']): void {
  for (const { firstLine, lines, begins } of unread.slice(0, unreadShown)) {
    const where = lines === 1 ? `line ${firstLine}` : `${lines} lines from line ${firstLine}`;
    writeLine(styled('dim', `not understood: ${where}: ${begins}`));
  }
  if (unread.length > unreadShown)
    writeLine(styled('dim', `not understood: ${unread.length - unreadShown} more places`));
}

function writeEvidence({ command, columns, rows }: EvidenceTable): void {
  if (rows.length === 0) return;
  writeLine();
  if (command !== null) writeLine(styled('dim', `as ${command} says:`));
  writeTable(columns, rows);
}

async function readText(file: string): Promise<string> {
  try {
    return file === '-' ? await readStandardInput() : fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InvalidInputError(`${file} cannot be read.`, cause);
  }
}
