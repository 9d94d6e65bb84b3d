import fs from 'node:fs';
import type { Command } from 'commander';
import { type Diagnosis, pasteLimits } from '../../lib/domain/diagnosis.ts';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import type { EvidenceTable, OfferedFinding } from '../../lib/domain/finding.ts';
import { diagnoseHere } from '../../lib/usecases/diagnosis/diagnose-apart.ts';
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
      const result = diagnoseHere(texts, new Date().toISOString());
      if (options.json) return writeJson(result);
      for (const sentence of result.leftOut) writeLine(styled('yellow', sentence));
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

function writeFinding(finding: OfferedFinding): void {
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
    if (file === '-') return await readStandardInput(pasteLimits.bytesTogether);
    // A text that is too large is refused anyway; it need not be in memory for that.
    return readBeginning(file, pasteLimits.bytesTogether + 1);
  } catch (cause) {
    throw new InvalidInputError(`${file} cannot be read.`, cause);
  }
}

/** Not by the size that the file says it has: a device or a pipe says none. */
function readBeginning(file: string, most: number): string {
  const open = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(most);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < most; filled += read)
      read = fs.readSync(open, buffer, filled, most - filled, null);
    return buffer.toString('utf8', 0, filled);
  } finally {
    fs.closeSync(open);
  }
}
