import fs from 'node:fs';
import type { Command } from 'commander';
import type { Diagnosis } from '../../lib/domain/diagnosis.ts';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import type { EvidenceTable, Finding } from '../../lib/domain/finding.ts';
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
    .option('--verbose', 'also what was recognised, all commands worth pasting, and the checks that could not run')
    .addHelpText(
      'after',
      '\nFor example: ssh nas "docker info; df -T; btrfs filesystem usage /volume1" | bilge diagnose -',
    )
    .action(async (files: string[], options: { json?: boolean; verbose?: boolean }) => {
      const texts: string[] = [];
      for (const file of files) texts.push(await readText(file));
      const result = diagnosePasted(texts);
      if (options.json) return writeJson(result);
      if (result.pieces.length === 0) writeLine('Nothing in it was recognised.');
      for (const notice of result.notices) writeFinding(notice);
      for (const finding of result.findings) writeFinding(finding);
      if (result.open !== null) writeText(`${result.open}\n`);
      else if (result.findings.length + result.notices.length === 0 && result.pieces.length > 0)
        writeText('No problems in this output. Only the pasted text was checked.\n');
      writeNext(result.askFor, options.verbose === true);
      if (options.verbose) writeDetails(result);
      else writeHint(result);
    });
}

/** More than three are not typed: the first would decide most. */
const askedFor = 3;

function writeNext(askFor: readonly string[], isVerbose: boolean): void {
  if (askFor.length === 0) return;
  const shown = isVerbose ? askFor : askFor.slice(0, askedFor);
  writeText(['To learn more, paste the output of:', ...shown.map((command) => `  ${command}`), ''].join('\n'));
}

function writeFinding(finding: Finding): void {
  writeLine(styled('bold', `${finding.severity.toUpperCase()}  ${finding.title}`));
  for (const line of finding.detail.split('\n')) writeLine(line);
  writeEvidence(finding.evidence);
  writeLine();
}

/** What was not understood is said in one line: a command whose output is not known would pass for one that says nothing bad. */
function writeHint({ pieces, unread, unknown }: Diagnosis): void {
  const lines = unread.reduce((sum, run) => sum + run.lines, 0);
  const parts = [
    lines > 0 && pieces.length > 0 ? `${lines} ${lines === 1 ? 'line' : 'lines'} not understood` : null,
    unknown.length > 0 ? `${unknown.length} checks need more input` : null,
  ].filter((part) => part !== null);
  if (parts.length > 0) writeLine(styled('dim', `${parts.join(', ')} (--verbose lists them).`));
}

function writeDetails(result: Diagnosis): void {
  for (const piece of result.pieces) writeLine(styled('dim', `read: ${piece.kind}`));
  if (result.pieces.length > 0) writeUnread(result.unread);
  if (result.unknown.length > 0)
    writeLine(
      styled(
        'dim',
        `${result.unknown.length} checks need more input: ${result.unknown.map(({ checkId }) => checkId).join(', ')}`,
      ),
    );
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
