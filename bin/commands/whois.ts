import type { Command } from 'commander';
import type { WhoisMatch } from '../../lib/domain/answers/whois.ts';
import { formatBytes } from '../../lib/domain/bytes.ts';
import { counted, formatMoment } from '../../lib/domain/format.ts';
import { findHost } from '../../lib/usecases/hosts/hosts.ts';
import { whoisOnHost } from '../../lib/usecases/hosts/whois.ts';
import { app, cliActor } from '../presenters/application.ts';
import { styled, writeJson, writeLine, writeNote } from '../presenters/output.ts';

export function whoisCommand(program: Command): void {
  program
    .command('whois')
    .description('who owns a directory, path, layer id, volume, image or container, why, and what would free it')
    .argument('<host>')
    .argument('<name>', 'a name, a path, or the beginning of an id')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nReads the last scan; the host is not asked. Exit 1 where nothing is found.')
    .action((hostName: string, name: string, options: { json?: boolean }) => {
      const host = findHost(app(), cliActor(), hostName);
      const answer = whoisOnHost(app(), cliActor(), host.id, name);
      if (answer.total === 0) process.exitCode = 1;
      if (options.json) return writeJson(answer);
      for (const match of answer.matches) writeMatch(match, host.name);
      if (answer.total === 0) writeLine(`Nothing on ${host.name} is called “${answer.asked}”.`);
      if (answer.isAmbiguous)
        writeNote(`${counted(answer.total, 'object')} begin with “${answer.asked}”: name more of it to choose one.`);
      else if (answer.total > answer.matches.length)
        writeNote(`${answer.matches.length} of ${counted(answer.total, 'object')} are shown.`);
      const searched = answer.searched.filter(({ count }) => count > 0).map(({ what, count }) => `${what} (${count})`);
      writeNote(`Searched as of ${formatMoment(answer.collectedAt)}: ${searched.join(', ') || 'nothing'}.`);
      for (const { what, detail } of answer.unknown) writeNote(`Not searched: ${what} (${detail})`);
    });
}

function writeMatch(match: WhoisMatch, hostName: string): void {
  writeLine(styled('bold', `${match.kind} ${match.label}`));
  if (match.id !== match.label) writeLine(`  id     ${match.id}`);
  if (match.path !== null) writeLine(`  path   ${match.path}`);
  writeLine(`  owner  ${match.owner}`);
  writeLine(`  why    ${match.why}`);
  writeLine(
    `  size   ${match.bytes.state === 'known' ? formatBytes(match.bytes.value) : `unknown (${match.bytes.detail})`}`,
  );
  writeLine(`  freed  ${match.freedBy}`);
  for (const { actionId, params, label } of match.offers) {
    const words = Object.entries(params).map(([key, value]) => `-p ${quoted(`${key}=${value}`)}`);
    writeLine(`  do     ${label}: bilge plan ${quoted(hostName)} ${actionId} ${words.join(' ')}`);
  }
  if (match.blocked !== null) writeLine(`  now    blocked: ${match.blocked}`);
  writeLine();
}

/** To be pasted into a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
