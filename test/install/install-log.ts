import fs from 'node:fs';

const evidenceFile = 'docs/evidence/install.md';

/** What was tried, on what, and what came of it: one table for each way to install. */
export class InstallLog {
  readonly way: string;
  readonly #rows: string[] = [];

  constructor(way: string) {
    this.way = way;
  }

  /** Said at once, because a run takes minutes. */
  note(what: string, outcome: string): void {
    console.info(`${this.way}: ${what}: ${outcome}`);
    this.#rows.push(`| ${cell(what)} | ${cell(outcome)} |`);
  }

  /** Notes it, and stops where it is not as promised. */
  check(what: string, isRight: boolean, outcome: string): void {
    this.note(what, isRight ? outcome : `**failed**: ${outcome}`);
    if (!isRight) throw new Error(`${this.way}: ${what}: ${outcome}`);
  }

  text(): string {
    return [`## ${this.way}`, '', '| what | seen |', '|---|---|', ...this.#rows, ''].join('\n');
  }
}

/** Puts this way's table in the place of its former one; the tables of the other ways stay. */
export function keepEvidence(log: InstallLog): void {
  const old = fs.existsSync(evidenceFile) ? fs.readFileSync(evidenceFile, 'utf8') : '';
  const [head = '', ...sections] = old.split(/^(?=## )/m);
  const others = sections
    .filter((section) => !section.startsWith(`## ${log.way}\n`))
    .map((section) => section.trimEnd());
  const all = [...others, log.text().trimEnd()].toSorted();
  fs.writeFileSync(evidenceFile, `${(head || introduction).trimEnd()}\n\n${all.join('\n\n')}\n`);
}

const introduction = `# Installing

Written by \`npm run install-tests\` (needs the lab, and \`npm run package\` and \`npm run package:deb\` before): each way from an empty lab host to a finished scan of that host.
Times were measured on a machine that others used at the same time; paths of the machine are left out.
`;

/** In a cell of a table. */
function cell(text: string): string {
  return onOneLine(text).replaceAll('|', '\\|');
}

export function onOneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
