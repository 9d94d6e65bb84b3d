import fs from 'node:fs';
import path from 'node:path';
import type { Strike } from './record.ts';

/** `node test/faults/write-migration-evidence.ts LOG…`: docs/evidence/migration-faults.md from what migrations.host.test.ts recorded. */
const logs = process.argv.slice(2);
if (logs.length === 0) throw new Error('usage: node test/faults/write-migration-evidence.ts LOG…');
const target = path.join(import.meta.dirname, '../../docs/evidence/migration-faults.md');
const strikes = [
  ...new Map(
    logs
      .flatMap((log) => fs.readFileSync(log, 'utf8').split('\n'))
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Strike)
      .map((strike) => [`${strike.action}|${strike.kind}|${strike.fault}|${strike.at}`, strike]),
  ).values(),
];

const rows = new Map<string, Strike[]>();
for (const strike of strikes) {
  const key = [strike.kind, strike.action, strike.fault, strike.outcome, strike.second].join(' | ');
  rows.set(key, [...(rows.get(key) ?? []), strike]);
}
const table = [...rows]
  .sort(([one], [other]) => one.localeCompare(other, 'en'))
  .map(([key, same]) => {
    const [kind, action, fault, outcome, second] = key.split(' | ');
    const places = same.map(({ at }) => at).sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
    return `| ${kind} | ${action} | ${fault} | ${places.join(', ')} | ${outcome} | ${second} | ${same.length} |`;
  });

fs.writeFileSync(
  target,
  `# Faults in moves of Docker, one at a time, on real hosts

Written by \`node test/faults/write-migration-evidence.ts\` from what \`FAULTS_LOG=… npm run faults -- test/faults/migrations.host.test.ts\` records
(\`MIGRATION_FAULTS\` chooses the ways, \`MIGRATION_STRIDE=5\` goes to every fifth boundary). A strike is recorded only after everything about it has held:
Docker works, every image, container and volume that was there is whole (test/chaos/cleanup-oracle.ts, which shares no code with Bilge), what is said to be
done is done, and what a person does next (go on, go back, finish, or the same again) ends with Docker where it should be and its container running.

- **kill -9 of the run**: at that boundary of its script. A small process on the host starts Docker again where it was down.
- **${'power cut of the host'}**: every process of the host ends at once, then it boots. The machine below, and so its page cache, lives on.
- **rsync dies**: it copies the small files and is killed, this time and each time after.
- **Docker does not start there**: the volumes' database on the new side is damaged after the copy, so dockerd ends; the run takes the move back by itself.
- **disk full**: the target, to the last block.

**${strikes.length} strikes.** What of the ring was not run yet is in docs/limits.md.

| host and way | action | fault | at boundary | what became of the run | what a person did next | strikes |
|---|---|---|---|---|---|---|
${table.join('\n')}

## Op by op

\`npm run faults -- test/faults/migration-ops.host.test.ts\` runs each op of moves and images, runs it again and refuses it, on Docker 20.10 (and 26 with
\`MIGRATION_KIND=trixie-ext4\`), with fifteen awkward containers that are compared by a script of its own (test/migration/manifest.py): into an image with xfs,
after a boot, back, finish; to a second disk, back and there again.
`,
);
console.log(`${strikes.length} strikes in ${target}`);
