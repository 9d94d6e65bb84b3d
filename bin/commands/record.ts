import fs from 'node:fs';
import type { Command } from 'commander';
import { formatBytes } from '../../lib/domain/bytes.ts';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { counted, formatMoment } from '../../lib/domain/format.ts';
import { type MadeRecording, type RecordingReview, reviewOf } from '../../lib/domain/recording.ts';
import { findHost } from '../../lib/usecases/hosts/hosts.ts';
import { makeRecording } from '../../lib/usecases/recordings/record-host.ts';
import { scanHost } from '../../lib/usecases/scans/scan-host.ts';
import { app, cliActor } from '../presenters/application.ts';
import { styled, writeJson, writeLine, writeNote } from '../presenters/output.ts';

interface RecordOptions {
  anonymous?: boolean;
  scan?: boolean;
  all?: boolean;
  yes?: boolean;
  json?: boolean;
}

const namesShown = 30;

export function recordCommand(program: Command): void {
  program
    .command('record')
    .description('writes the last scan of a host to a file for others, with every name, label, address and id replaced')
    .argument('<host>')
    .argument('<file>', 'is made; one that is there is never overwritten')
    .option('--anonymous', 'required: nothing is recorded under its own name')
    .option('--scan', 'scan the host first')
    .option('--all', 'list every name that was replaced')
    .option('--yes', 'write it; without this it is only shown what would be written')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      '\nOpen it: bilge host add NAME demo:FILE. Exit 1 where the host has no scan, or the file is there already.',
    )
    .action(async (hostName: string, file: string, options: RecordOptions) => {
      if (options.anonymous !== true)
        throw new InvalidInputError('Recordings are made with --anonymous: a scan names everything on the host.');
      if (fs.existsSync(file)) throw new InvalidInputError(`${file} exists. Choose another name, or remove it first.`);
      const host = findHost(app(), cliActor(), hostName);
      if (options.scan) await scanHost(app(), cliActor(), host.id, { measure: true });
      const made = reviewOf(makeRecording(app(), cliActor(), host.id));
      if (options.yes) write(file, made);
      if (options.json) return writeJson({ ...withoutFile(made), file: options.yes ? file : null });
      writeReview(host.name, made, options.all === true);
      if (options.yes) writeLine(`Written: ${file}. Open it: bilge host add recorded demo:${fileAddress(file)}`);
      else writeNote(`Nothing was written. Look at it, then: bilge record ${host.name} --anonymous ${file} --yes`);
    });
}

function write(file: string, { file: text }: MadeRecording): void {
  try {
    fs.writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new InvalidInputError(`${file} cannot be written.`, cause);
  }
}

/** With a slash it is a file, without one it may be the name of a demo host. */
function fileAddress(file: string): string {
  return file.includes('/') ? file : `./${file}`;
}

function withoutFile({ file, counts: _, ...made }: RecordingReview) {
  return { ...made, bytes: Buffer.byteLength(file) };
}

function writeReview(hostName: string, made: RecordingReview, isAll: boolean): void {
  const { collectedAt, sections, replaced: named, counts, differences, file } = made;
  writeLine(styled('bold', `Recording of ${hostName}: the scan of ${formatMoment(collectedAt)}`));
  writeLine(`${sections.known} of ${counted(sections.all, 'section')} known, ${formatBytes(Buffer.byteLength(file))}`);
  writeLine(
    `Replaced: ${counted(counts.name, 'word')}, ${counted(counts.id, 'id')}, ${counted(counts.address, 'address', 'addresses')}. Sizes, times, versions and structure stay.`,
  );
  for (const { from, to } of isAll ? named : named.slice(0, namesShown)) writeLine(`  ${from.padEnd(24)} ${to}`);
  if (!isAll && named.length > namesShown) writeNote(`  … and ${named.length - namesShown} more (--all lists them)`);
  if (differences.length === 0) {
    writeLine('Every check says the same on it as on the host.');
    return;
  }
  writeLine(styled('yellow', 'These checks say something else on it than on the host:'));
  for (const { checkId, host, recording } of differences) writeLine(`  ${checkId}: ${host} → ${recording}`);
}
