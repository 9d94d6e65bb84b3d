import type { Command } from 'commander';
import { type Diagnosis, pasteLimits } from '../../lib/domain/diagnosis.ts';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import type { EvidenceTable, OfferedFinding } from '../../lib/domain/finding.ts';
import { counted } from '../../lib/domain/format.ts';
import { diagnoseHere } from '../../lib/usecases/diagnosis/diagnose-apart.ts';
import { readBeginning, readStandardInput } from '../presenters/input.ts';
import { styled, writeJson, writeLine, writeTable, writeText } from '../presenters/output.ts';

export function diagnoseCommand(program: Command): void {
  program
    .command('diagnose')
    .description(
      'diagnoses pasted output (docker info, btrfs filesystem usage, df, mount …) without access to the host; nothing is stored',
    )
    .argument('[file...]', 'files, or - for standard input', ['-'])
    .option('--json', 'one JSON document')
    .option('--verbose', 'also show what was recognised, all useful commands and the checks that could not run')
    .addHelpText(
      'after',
      '\nFor example: ssh nas "docker info; df -T; btrfs filesystem usage /volume1" | bilge diagnose -',
    )
    .action(async (files: string[], options: { json?: boolean; verbose?: boolean }) => {
      const texts: string[] = [];
      for (const file of files) texts.push(await readText(file));
      const result = diagnoseHere(texts, new Date().toISOString());
      if (options.json) return writeJson(result);
      for (const sentence of result.leftOut) writeLine(styled('yellow', sentence));
      if (result.pieces.length === 0) writeLine('Nothing was recognised.');
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

/** Few people run more than three commands, and the first ones decide most. */
const askedFor = 3;

function writeNext(askFor: readonly string[], isVerbose: boolean): void {
  if (askFor.length === 0) return;
  const shown = isVerbose ? askFor : askFor.slice(0, askedFor);
  writeText(['To learn more, paste the output of:', ...shown.map((command) => `  ${command}`), ''].join('\n'));
}

function writeFinding(finding: OfferedFinding): void {
  writeLine(styled('bold', `${finding.severity.toUpperCase()}  ${finding.title}`));
  for (const line of finding.detail.split('\n')) writeLine(line);
  writeEvidence(finding.evidence);
  writeLine();
}

/** What was not recognised is mentioned: output of an unknown command could otherwise be taken for a good result. */
function writeHint({ pieces, unread, unknown }: Diagnosis): void {
  const lines = unread.reduce((sum, run) => sum + run.lines, 0);
  const parts = [
    lines > 0 && pieces.length > 0 ? `${counted(lines, 'line')} not recognised` : null,
    unknown.length > 0 ? needWords(unknown.length) : null,
  ].filter((part) => part !== null);
  if (parts.length > 0) writeLine(styled('dim', `${parts.join(', ')} (--verbose lists them).`));
}

function needWords(checks: number): string {
  return `${counted(checks, 'check')} ${checks === 1 ? 'needs' : 'need'} more input`;
}

function writeDetails(result: Diagnosis): void {
  for (const piece of result.pieces) writeLine(styled('dim', `read: ${piece.kind}`));
  if (result.pieces.length > 0) writeUnread(result.unread);
  if (result.unknown.length > 0)
    writeLine(
      styled('dim', `${needWords(result.unknown.length)}: ${result.unknown.map(({ checkId }) => checkId).join(', ')}`),
    );
}

const unreadShown = 8;

function writeUnread(unread: Diagnosis['unread']): void {
  for (const { firstLine, lines, begins } of unread.slice(0, unreadShown)) {
    const where = lines === 1 ? `line ${firstLine}` : `${lines} lines from line ${firstLine}`;
    writeLine(styled('dim', `not recognised: ${where}: ${begins}`));
  }
  if (unread.length > unreadShown)
    writeLine(styled('dim', `not recognised: ${counted(unread.length - unreadShown, 'more place')}`));
}

function writeEvidence({ command, columns, rows }: EvidenceTable): void {
  if (rows.length === 0) return;
  writeLine();
  if (command !== null) writeLine(styled('dim', `from ${command}:`));
  writeTable(columns, rows);
}

async function readText(file: string): Promise<string> {
  try {
    if (file === '-') return await readStandardInput(pasteLimits.bytesTogether);
    // A text that is too large is refused anyway, so only its beginning is read.
    return readBeginning(file, pasteLimits.bytesTogether + 1);
  } catch (cause) {
    throw new InvalidInputError(`${file} cannot be read.`, cause);
  }
}
