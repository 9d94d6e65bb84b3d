import type { Command } from 'commander';
import { formatBytes } from '../../lib/domain/bytes.ts';
import { keyNote, restoreBackup, rotateSecretKey, writeBackup } from '../../lib/usecases/server/backup.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { cliActor, face } from '../faces/application.ts';
import { writeJson, writeLine, writeNote } from '../faces/output.ts';
import { passphraseFileOption, readPassphrase } from '../faces/passphrase.ts';

interface BackupArguments {
  withKey?: boolean;
  passphraseFile?: string;
  json?: boolean;
}

export function backupCommands(program: Command): void {
  program
    .command('backup')
    .argument('<file>')
    .description('writes everything Bilge has stored into one file, under a passphrase; Bilge may run meanwhile')
    .option(
      '--with-key',
      'also the key of the stored SSH keys and passwords: the file and its passphrase are then enough',
    )
    .option(...passphraseFileOption)
    .option('--json', 'one JSON document')
    .action(async (file: string, options: BackupArguments) => {
      const withKey = options.withKey ?? false;
      const app = face();
      const passphrase = await readPassphrase(options, true);
      const written = await writeBackup(app, cliActor(), file, { passphrase, withKey });
      const note = keyNote(app.settings, withKey);
      if (options.json) return writeJson({ ...written, withKey, note });
      writeLine(`Wrote ${written.file} (${formatBytes(written.bytes)}) and opened it again to check it.`);
      writeNote(note);
    });
  program
    .command('restore')
    .argument('<file>', 'a backup, or a copy from before an upgrade (bilge.db.schema-N)')
    .description('puts a backup in the place of the database, which is kept beside it; stop the dashboard first')
    .option(...passphraseFileOption)
    .option('--json', 'one JSON document')
    .action(async (file: string, options: { passphraseFile?: string; json?: boolean }) => {
      const passphrase = (): Promise<string> => readPassphrase(options, false);
      const result = await restoreBackup(readSettings(), cliActor(), { file, passphrase, now: new Date() });
      if (options.json) return writeJson(result);
      writeLine(`Restored into ${result.file}. Start the dashboard; everybody logs in again.`);
      if (result.keptAs) writeNote(`The database that was there before is kept as ${result.keptAs}.`);
      if (result.keyKeptAs) writeNote(`The key that was there before is kept as ${result.keyKeptAs}.`);
      writeNote('An API token that was revoked after this backup was made works again: look at bilge token list.');
    });
  keyCommands(program);
}

function keyCommands(program: Command): void {
  const key = program.command('key').description('the key that seals the stored SSH keys and passwords');
  key
    .command('rotate')
    .description('makes a new key and seals everything anew with it; stop the dashboard first')
    .option('--new-secret-file <file>', 'where the key is given by BILGE_SECRET(_FILE): the file of the next secret')
    .option('--json', 'one JSON document')
    .action((options: { newSecretFile?: string; json?: boolean }) => {
      const { newSecretFile } = options;
      const result = rotateSecretKey(readSettings(), cliActor(), { newSecretFile, now: new Date() });
      if (options.json) return writeJson(result);
      writeLine(`Sealed ${result.resealed} stored secrets with the new key.`);
      if (newSecretFile) writeNote(`From now on start Bilge with BILGE_SECRET_FILE=${newSecretFile}.`);
      if (result.keyKeptAs)
        writeNote(
          `The old key is kept as ${result.keyKeptAs}. Backups without a key and copies of the database (bilge.db.schema-N, bilge.db.replaced-…) that are older than this need it. Remove it when you need none of them.`,
        );
    });
}
