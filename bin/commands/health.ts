import type { Command } from 'commander';
import { askHealth, dashboardPlace } from '../../lib/usecases/server/health.ts';
import { writeJson, writeLine, writeProblem } from '../presenters/output.ts';

export function healthCommand(program: Command): void {
  program
    .command('health')
    .description('asks the running dashboard of this machine whether it answers; for HEALTHCHECK and monitors')
    .option('--json', 'one JSON document')
    .action(async (options: { json?: boolean }) => {
      const health = await askHealth(dashboardPlace());
      if (options.json) writeJson(health);
      else if (health.isHealthy) writeLine(health.detail);
      else writeProblem(health.detail);
      if (!health.isHealthy) process.exitCode = 1;
    });
}
