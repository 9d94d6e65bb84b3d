import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { csvCell, csvLine } from '../../app/api/core/activity-csv.ts';
import { attachment } from '../../app/api/core/download.ts';
import { pageTitle } from '../../app/page-title.ts';
import * as terminal from '../../bin/presenters/output.ts';
import { printableJson, printableName, printableText } from '../../lib/domain/names.ts';
import { logLine, logProblem, logUnexpected } from '../../lib/usecases/core/log.ts';
import { hostile, raw, rawButLines } from './testing/hostile-text.ts';

/**
 * Names, versions, labels and errors are chosen by whoever runs a container or owns a host. Wherever such text leaves Bilge, no
 * byte of it may be an order to the reader's terminal, spreadsheet or eye.
 */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

describe('the function that all writers use', () => {
  it('shows what cannot be seen, says it twice the same, and keeps what can be read', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(raw.test(printableName(text))).toBe(false);
        expect(printableName(printableName(text))).toBe(printableName(text));
        expect(rawButLines(printableText(text).replaceAll('\t', ''))).toBe(false);
        const json = JSON.stringify({ text });
        expect(JSON.parse(printableJson(json))).toEqual({ text });
        expect(raw.test(printableJson(json))).toBe(false);
      }),
    );
    expect(printableName('Straße 写真 фото ❤\ufe0f 😀 é ا')).toBe('Straße 写真 фото ❤\ufe0f 😀 é ا');
    expect(printableName('a\u202eb\u{e0041}\u200d\udc9b')).toBe('a\\u202eb\\u{e0041}\\u200d\\x9b');
    expect(printableName('1\ufe0f')).toBe('1\\ufe0f');
  });
});

describe('the terminal', () => {
  let out: string[] = [];
  let spies: MockInstance[] = [];
  beforeEach(() => {
    out = [];
    const keep = (chunk: string | Uint8Array): boolean => {
      out.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      return true;
    };
    spies = [
      vi.spyOn(process.stdout, 'write').mockImplementation(keep),
      vi.spyOn(process.stderr, 'write').mockImplementation(keep),
    ];
  });
  afterEach(() => {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  });

  const oneLine: [string, (text: string) => void][] = [
    ['writeLine', (text) => terminal.writeLine(text)],
    ['writeLine, styled', (text) => terminal.writeLine(`${terminal.styled(['red', 'bold'], text)} ${text}`)],
    ['writeNote', (text) => terminal.writeNote(text)],
    ['writeProblem', (text) => terminal.writeProblem(text)],
    ['writeQuestion', (text) => terminal.writeQuestion(text)],
  ];
  it.each(oneLine)('%s writes one line with nothing raw in it', (_, write) => {
    vi.stubEnv('NO_COLOR', '1');
    vi.stubEnv('FORCE_COLOR', undefined);
    fc.assert(
      fc.property(hostile, (text) => {
        out = [];
        write(text);
        expect(raw.test(out.join('').replace(/\n$/, ''))).toBe(false);
      }),
    );
  });

  it('a table has as many lines as rows, whatever is in its cells', () => {
    vi.stubEnv('NO_COLOR', '1');
    vi.stubEnv('FORCE_COLOR', undefined);
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile), { maxLength: 5 }), (rows) => {
        out = [];
        terminal.writeTable(['NAME', 'WHAT'], rows);
        expect(out.join('').split('\n')).toHaveLength(rows.length + 2);
        expect(rawButLines(out.join(''))).toBe(false);
      }),
    );
  });

  it('JSON is the same value, with nothing raw in it', () => {
    fc.assert(
      fc.property(hostile, hostile, (key, value) => {
        out = [];
        const written = { [key === '__proto__' ? 'key' : key]: value, list: [value] };
        terminal.writeJson(written);
        expect(rawButLines(out.join(''))).toBe(false);
        expect(JSON.parse(out.join(''))).toEqual(written);
      }),
    );
  });

  it('colours are its own: nobody can write their marks', () => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('FORCE_COLOR', '1');
    terminal.writeLine(`${terminal.styled('red', 'a\u001b[8mb')}\u0002red\u0002c`);
    expect(out.join('')).toBe('\u001b[31ma\\u001b[8mb\u001b[39m\\u0002red\\u0002c\n');
  });
});

/** As a spreadsheet reads a line that is set to `;` or tab: quotes in the middle of a cell mean nothing to it. */
const cutAnyway = (line: string): string[] => line.split(/[;\t]/);

describe('CSV', () => {
  const formula = /^\s*[=+\-@＝＋－＠]/;
  it('quotes every cell, and none is a formula, however the line is cut', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (cells) => {
        const line = csvLine(cells);
        expect(raw.test(line)).toBe(false);
        const read = [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map((match) =>
          (match[1] ?? '').replaceAll('""', '"'),
        );
        expect(read).toHaveLength(cells.length);
        for (const cell of read) expect(cell).not.toMatch(formula);
        for (const cell of cutAnyway(line).slice(1)) expect(cell).not.toMatch(formula);
      }),
    );
  });
  it('a login name that an unauthenticated visitor chose', () => {
    expect(csvCell("x;=1+1+cmd|' /C calc'!A0")).toBe(`"x;'=1+1+cmd|' /C calc'!A0"`);
  });
});

describe('titles, file names, log lines', () => {
  it('nothing raw in a page’s title', () => {
    fc.assert(fc.property(hostile, (text) => !raw.test(String(pageTitle(text).title))));
  });

  it('every page that makes its title from data uses it', () => {
    const pages = fs
      .readdirSync(path.join(root, 'app'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|^page-title/.test(name))
      .map((name) => [name, fs.readFileSync(path.join(root, 'app', name), 'utf8')] as const)
      .filter(([, text]) => /generateMetadata|Promise<Metadata>/.test(text));
    expect(pages.length).toBeGreaterThan(8);
    for (const [name, text] of pages) expect(text, name).not.toMatch(/return \{ title|=> \(\{ title/);
  });

  it('a download’s name is a plain one', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(attachment(text, 'text/csv')['content-disposition']).toMatch(
          /^attachment; filename="[A-Za-z0-9_][A-Za-z0-9._-]{0,119}"$/,
        );
      }),
    );
  });

  it('a log line is one line', () => {
    const lines: string[] = [];
    const spies = (['log', 'error'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...parts: unknown[]) => void lines.push(parts.join(' '))),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        logLine(text);
        logProblem(text, new Error(text));
        logUnexpected(text, new Error(text));
      }),
    );
    for (const spy of spies) spy.mockRestore();
    expect(lines.length).toBeGreaterThan(300);
    expect(lines.filter((line) => raw.test(line))).toEqual([]);
  });
});
