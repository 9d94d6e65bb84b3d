import type { Command } from 'commander';
import { counted } from '../../lib/domain/format.ts';
import { bilgeVersion } from '../../lib/domain/version.ts';
import { examineDashboard, forgetSecrets } from '../../lib/usecases/server/doctor.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { styled, writeJson, writeLine, writeNote } from '../presenters/output.ts';

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('checks Bilge itself: data directory, key, database, build, runtime')
    .option('--forget-secrets', 'after the key file was lost: deletes every encrypted secret, keeps everything else')
    .option('--json', 'one JSON document')
    .action(async (options: { json?: boolean; forgetSecrets?: boolean }) => {
      if (options.forgetSecrets) {
        const forgotten = forgetSecrets(readSettings());
        writeNote(
          `Deleted ${counted(forgotten, 'encrypted secret')}. Enter the keys and passwords of the hosts again (bilge host add, or the host’s settings).`,
        );
      }
      const checks = await examineDashboard(readSettings());
      if (options.json) writeJson({ version: bilgeVersion, checks });
      else
        for (const check of checks)
          writeLine(
            `${check.ok ? styled('green', 'ok     ') : styled('red', 'problem')}  ${check.id.padEnd(10)} ${check.detail}`,
          );
      if (checks.some((check) => !check.ok)) process.exitCode = 1;
    });
}
