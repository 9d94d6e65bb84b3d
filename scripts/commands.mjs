// Writes docs/commands.md from the program's own tree, so that it can never name a command or an option that is not there. `--check` only
// says whether it is up to date.
import fs from 'node:fs';
import { Command } from 'commander';
import { commandGroups } from '../bin/command-groups.ts';

const file = 'docs/commands.md';

/** In a table a bar would begin another column. */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ').trim();
const code = (text) => `\`${text}\``;

function usageOf(command, path) {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [path, ...words].join(' ');
}

function leaves(command, path) {
  if (command.commands.length === 0) return [{ command, path }];
  return command.commands.flatMap((child) => leaves(child, `${path} ${child.name()}`));
}

const parts = [];
for (const group of commandGroups) {
  const program = new Command('bilge');
  (await group.load())(program);
  for (const top of program.commands) {
    parts.push('', `## ${code(`bilge ${top.name()}`)}`, '', `${cell(top.description())}.`);
    for (const { command, path } of leaves(top, `bilge ${top.name()}`)) {
      const about = command === top ? '' : command.description() ? `: ${cell(command.description())}` : '';
      parts.push('', `${code(usageOf(command, path))}${about}`);
      const options = command.options.filter(({ hidden }) => !hidden);
      if (options.length === 0) continue;
      parts.push('', '| option | does |', '|---|---|');
      for (const option of options)
        parts.push(
          `| ${code(cell(option.flags))}${option.mandatory ? ' (required)' : ''} | ${cell(option.description)}${option.defaultValue === undefined || typeof option.defaultValue === 'object' ? '' : ` (default: ${option.defaultValue})`} |`,
        );
    }
  }
}

const text = `${[
  '# Commands',
  '',
  'Written by `npm run generate` from the program itself; `bilge COMMAND --help` says the same.',
  '',
  'Every command prints tables for people, and with `--json` exactly one JSON document. Exit codes: 0 fine · 1 failed or refused, or not found · 2 wrong usage ·',
  '3 the host cannot be reached · 4 findings at or above `--fail-on`. `bilge completion bash|zsh|fish` prints a completion script.',
  ...parts,
].join('\n')}\n`;

if (process.argv.includes('--check')) {
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is out of date`);
    process.exit(1);
  }
} else fs.writeFileSync(file, text);
