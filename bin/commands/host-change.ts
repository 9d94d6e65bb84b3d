import type { Command } from 'commander';
import { findHost, updateHost } from '../../lib/usecases/hosts/hosts.ts';
import { app, cliActor } from '../presenters/application.ts';
import { writeJson, writeLine } from '../presenters/output.ts';
import { collect, type JumpOptions, jumpSecretsFrom, stdinHelp, withJumpOptions } from './jump-options.ts';

interface ChangeOptions extends Omit<JumpOptions, 'jump'> {
  /** false: --no-jump */
  jump?: string[] | false;
  trust?: string[];
  json?: boolean;
}

export function changeCommand(host: Command): void {
  const command = host
    .command('change')
    .description('changes how a host is reached: jump hosts and their logins, legacy SSH algorithms')
    .argument('<name>')
    .option('--jump <url>', 'go through this host first (may be repeated); replaces the previous list', collect)
    .option('--no-jump', 'connect directly from now on')
    .option('--trust <fingerprint>', 'the key of a new jump host, or of a machine that was reinstalled', collect);
  withJumpOptions(command)
    .option('--no-legacy-algorithms', 'only safe algorithms from now on')
    .option('--json', 'one JSON document')
    .addHelpText('after', stdinHelp)
    .action(async (name: string, options: ChangeOptions) => {
      const found = findHost(app(), cliActor(), name);
      const jump = options.jump === false ? [] : options.jump;
      const { legacyAlgorithms } = options;
      const changed = await updateHost(app(), cliActor(), found.id, {
        settings: {
          ...(jump === undefined ? {} : { jump }),
          ...(legacyAlgorithms === undefined ? {} : { legacyAlgorithms }),
        },
        jumpSecrets: await jumpSecretsFrom(options),
        trust: (options.trust ?? []).join(' '),
      });
      if (options.json) return writeJson(changed);
      writeLine(`Changed. Test it: bilge host test ${changed.name}`);
    });
}
