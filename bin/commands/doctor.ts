import type { Command } from 'commander';
import { examineDashboard } from '../../lib/usecases/doctor.ts';
import { readSettings } from '../../lib/usecases/settings.ts';
import { safe, styled, writeJson, writeLine } from '../faces/output.ts';

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('looks at Bilge itself: data directory, key, database, build, runtime')
    .option('--json', 'one JSON document')
    .action(async (options: { json?: boolean }) => {
      const checks = await examineDashboard(readSettings());
      if (options.json) writeJson({ checks });
      else
        for (const check of checks)
          writeLine(
            `${check.ok ? styled('green', 'ok     ') : styled('red', 'problem')}  ${check.id.padEnd(10)} ${safe(check.detail)}`,
          );
      if (checks.some((check) => !check.ok)) process.exitCode = 1;
    });
}
