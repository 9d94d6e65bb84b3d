import type { Command } from 'commander';
import { migrationDetail, migrationTitle } from '../../lib/domain/migration-words.ts';
import { findHost } from '../../lib/usecases/hosts/hosts.ts';
import { readMigration } from '../../lib/usecases/migrations/migrations.ts';
import { app, cliActor } from '../presenters/application.ts';
import { offerLine } from '../presenters/offer.ts';
import { writeJson, writeLine } from '../presenters/output.ts';

export function migrationCommand(program: Command): void {
  program
    .command('migration')
    .description('what a move of Docker keeps on a host, and how to go on, go back or finish it')
    .argument('<name>')
    .option('--json', 'one JSON document')
    .action((name: string, options: { json?: boolean }) => {
      const host = findHost(app(), cliActor(), name);
      const migration = readMigration(app(), cliActor(), host.id);
      if (options.json) return writeJson(migration);
      if (migration === null) return writeLine('No move of Docker keeps anything on this host.');
      writeLine(`${migrationTitle(migration)}.`);
      writeLine(migrationDetail(migration));
      for (const offer of [migration.goOn, migration.goBack, migration.finish]) {
        if (offer === null) continue;
        const said = offer.blocked === null ? offerLine(offer) : `blocked: ${offer.blocked.reason}`;
        writeLine(`bilge plan ${host.name} ${offer.actionId}: ${said}`);
      }
    });
}
