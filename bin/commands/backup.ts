import type { Command } from 'commander';
import { formatBytes } from '../../lib/domain/bytes.ts';
import { counted } from '../../lib/domain/format.ts';
import { keyNote, restoreBackup, rotateSecretKey, writeBackup } from '../../lib/usecases/server/backup.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { app, cliActor } from '../presenters/application.ts';
import { writeJson, writeLine, writeNote } from '../presenters/output.ts';
import { passphraseFileOption, readPassphrase } from '../presenters/passphrase.ts';

interface BackupArguments {
  withKey?: boolean;
  passphraseFile?: string;
  json?: boolean;
}

export function backupCommands(program: Command): void {
  program
    .command('backup')
    .argument('<file>')
    .description('writes everything Bilge has stored into one file encrypted with a passphrase; Bilge may keep running')
    .option(
      '--with-key',
      'include the key of the stored SSH keys and passwords: then the file and its passphrase are enough',
    )
    .option(...passphraseFileOption)
    .option('--json', 'one JSON document')
    .action(async (file: string, options: BackupArguments) => {
      const withKey = options.withKey ?? false;
      const { settings } = app();
      const passphrase = await readPassphrase(options, true);
      const written = await writeBackup(app(), cliActor(), file, { passphrase, withKey });
      const note = keyNote(settings, withKey);
      if (options.json) return writeJson({ ...written, withKey, note });
      writeLine(`Wrote ${written.file} (${formatBytes(written.bytes)}) and checked that it opens.`);
      writeNote(note);
    });
  program
    .command('restore')
    .argument('<file>', 'a backup, or a copy from before an upgrade (bilge.db.schema-N)')
    .description('replaces the database with a backup and keeps the old one beside it; stop the dashboard first')
    .option(...passphraseFileOption)
    .option('--json', 'one JSON document')
    .action(async (file: string, options: { passphraseFile?: string; json?: boolean }) => {
      const passphrase = (): Promise<string> => readPassphrase(options, false);
      const result = await restoreBackup(readSettings(), cliActor(), { file, passphrase, now: new Date() });
      if (options.json) return writeJson(result);
      writeLine(`Restored into ${result.file}. Start the dashboard; everyone has to log in again.`);
      if (result.keptAs) writeNote(`The previous database is kept as ${result.keptAs}.`);
      if (result.keyKeptAs) writeNote(`The previous key is kept as ${result.keyKeptAs}.`);
      writeNote('API tokens revoked after this backup work again: check `bilge token list`.');
    });
  keyCommands(program);
}

function keyCommands(program: Command): void {
  const key = program.command('key').description('the key that encrypts the stored SSH keys and passwords');
  key
    .command('rotate')
    .description('creates a new key and encrypts everything with it again; stop the dashboard first')
    .option('--new-secret-file <file>', 'where the key is given by BILGE_SECRET(_FILE): the file with the new secret')
    .option('--json', 'one JSON document')
    .action((options: { newSecretFile?: string; json?: boolean }) => {
      const { newSecretFile } = options;
      const result = rotateSecretKey(readSettings(), cliActor(), { newSecretFile, now: new Date() });
      if (options.json) return writeJson(result);
      writeLine(`Encrypted ${counted(result.resealed, 'stored secret')} with the new key.`);
      if (newSecretFile) writeNote(`From now on start Bilge with BILGE_SECRET_FILE=${newSecretFile}.`);
      if (result.keyKeptAs)
        writeNote(
          `The old key is kept as ${result.keyKeptAs}. Backups without a key and copies of the database (bilge.db.schema-N, bilge.db.replaced-…) older than this need it. Delete it when you no longer need any of them.`,
        );
    });
}
