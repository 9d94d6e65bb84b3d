import { randomBytes } from 'node:crypto';
import { styleText } from 'node:util';
import { encodeName } from '../../lib/domain/name-bytes.ts';
import { printableJson, printableName, printableText } from '../../lib/domain/names.ts';

/**
 * The only place of the command line that writes (`npm run lint` looks). Names, versions and errors come from hosts and
 * containers, and a terminal obeys what it is sent, so everything is made printable here, at the last moment, for every caller.
 * Tables and colours for people (colours only on a terminal), exactly one JSON document for machines.
 */
type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'cyan' | 'green';

/** Colours travel as marks that no other process can forge, and become escape codes at the writer. */
const mark = `\u0002${randomBytes(8).toString('hex')}\u0002`;

export function wantsJson(): boolean {
  return process.argv.includes('--json');
}

/** Not inside another `styled`. */
export function styled(style: Style | Style[], text: string): string {
  return `${mark}${[style].flat().join(' ')}${mark}${text}${mark}`;
}

/** One line: a line break in it is shown as `\\n`. */
export function writeLine(text = ''): void {
  process.stdout.write(`${shown(text, process.stdout)}\n`);
}

/** Several lines of our own. */
export function writeText(text: string): void {
  process.stdout.write(`${printableText(text)}\n`);
}

/** A plan’s script: to a file or another program its exact bytes, to a terminal nothing that the terminal would obey. */
export function writeScript(script: string): void {
  process.stdout.write(process.stdout.isTTY ? printableText(script) : encodeName(script));
}

export function writeJson(value: unknown): void {
  process.stdout.write(`${printableJson(JSON.stringify(value, null, 2))}\n`);
}

export function failureToJson(code: string, message: string, more: Record<string, unknown> = {}): void {
  writeJson({ error: { code, message, ...more } });
}

export function writeProblem(text: string): void {
  writeNote(`${styled('red', 'bilge:')} ${text}`);
}

export function writeNote(text: string): void {
  process.stderr.write(`${shown(text, process.stderr)}\n`);
}

/** Without a line end: the answer is typed after it. */
export function writeQuestion(text: string): void {
  process.stderr.write(`${shown(text, process.stderr)}: `);
}

export function endQuestion(): void {
  process.stderr.write('\n');
}

/** Help and usage errors; the second hold what was typed. */
export const commanderOutput = {
  writeOut: (text: string): void => void process.stdout.write(printableText(text)),
  writeErr: (text: string): void => void process.stderr.write(printableText(text)),
};

/** Columns as wide as their content, the last one free; sizes and numbers to the right. */
export function writeTable(header: string[], rows: string[][]): void {
  const cells = rows.map((row) => row.map((text) => ({ text, plain: plain(text) })));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.plain.length ?? 0)),
  );
  const line = (row: { text: string; plain: string }[]): string =>
    row
      .map((cell, column) => {
        const pad = ' '.repeat(Math.max(0, (widths[column] ?? 0) - cell.plain.length));
        return column === row.length - 1 ? cell.text : /^[≈\d?]/.test(cell.plain) ? pad + cell.text : cell.text + pad;
      })
      .join('  ')
      .trimEnd();
  writeLine(styled('dim', line(header.map((text) => ({ text, plain: text })))));
  for (const row of cells) writeLine(line(row));
}

/** One line on stderr that rewrites itself on a terminal and stays silent elsewhere. */
export function progress(text: string): void {
  if (!process.stderr.isTTY || wantsJson()) return;
  process.stderr.write(`\r\u001b[K${shown(text, process.stderr)}`);
}

export function endProgress(): void {
  if (process.stderr.isTTY && !wantsJson()) process.stderr.write('\r\u001b[K');
}

/** Between marks stand, in turn: plain text, a style, the text in that style. */
function pieces(text: string): { style: string; text: string }[] {
  const parts = text.split(mark);
  return parts.flatMap((part, index) =>
    index % 3 === 1 ? [] : [{ style: index % 3 === 2 ? (parts[index - 1] ?? '') : '', text: printableName(part) }],
  );
}

function plain(text: string): string {
  return pieces(text)
    .map((piece) => piece.text)
    .join('');
}

const styles: readonly Style[] = ['bold', 'dim', 'red', 'yellow', 'cyan', 'green'];

function shown(text: string, stream: NodeJS.WriteStream): string {
  return pieces(text)
    .map((piece) => {
      const wanted = styles.filter((style) => piece.style.split(' ').includes(style));
      return wanted.length === 0 ? piece.text : styleText(wanted, piece.text, { stream });
    })
    .join('');
}
