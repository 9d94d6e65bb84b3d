import { styleText } from 'node:util';
import { printableName } from '../../lib/domain/names.ts';

/** Tables and colours for people (colours only on a terminal), exactly one JSON document for machines. */
type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'cyan' | 'green';

export function wantsJson(): boolean {
  return process.argv.includes('--json');
}

export function styled(style: Style | Style[], text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

export function writeLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function writeJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function failureToJson(code: string, message: string, more: Record<string, unknown> = {}): void {
  writeJson({ error: { code, message, ...more } });
}

export function writeProblem(text: string): void {
  process.stderr.write(`${styleText('red', 'bilge:', { stream: process.stderr })} ${text}\n`);
}

export function writeNote(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Columns as wide as their content, the last one free; sizes and numbers to the right. */
export function writeTable(header: string[], rows: string[][]): void {
  const plain = (cell: string): string => cell.replace(/\u001b\[[0-9;]*m/g, '');
  const cells = rows.map((row) => row.map((cell) => cell));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => plain(row[column] ?? '').length)),
  );
  const line = (row: string[]): string =>
    row
      .map((cell, column) => {
        const pad = ' '.repeat(Math.max(0, (widths[column] ?? 0) - plain(cell).length));
        return column === row.length - 1 ? cell : /^[~\d?]/.test(plain(cell)) ? pad + cell : cell + pad;
      })
      .join('  ')
      .trimEnd();
  writeLine(styled('dim', line(header)));
  for (const row of cells) writeLine(line(row));
}

export function safe(text: string): string {
  return printableName(text);
}

/** One line on stderr that rewrites itself on a terminal and stays silent elsewhere. */
export function progress(text: string): void {
  if (!process.stderr.isTTY || wantsJson()) return;
  process.stderr.write(`\r\u001b[K${text}`);
}

export function endProgress(): void {
  if (process.stderr.isTTY && !wantsJson()) process.stderr.write('\r\u001b[K');
}
