import type { Command } from 'commander';
import { findHost, updateHost } from '../../lib/usecases/hosts/hosts.ts';
import { cliActor, face } from '../faces/application.ts';
import { writeJson, writeLine } from '../faces/output.ts';
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
    .description('changes the way to a host: its jump hosts and their logins, old SSH algorithms')
    .argument('<name>')
    .option('--jump <url>', 'go through this host first (may be repeated); replaces the list there was', collect)
    .option('--no-jump', 'connect directly from now on')
    .option(
      '--trust <fingerprint>',
      'the key of a jump host that is new, or of a machine that was set up anew',
      collect,
    );
  withJumpOptions(command)
    .option('--no-legacy-algorithms', 'only safe ones from now on')
    .option('--json', 'one JSON document')
    .addHelpText('after', stdinHelp)
    .action(async (name: string, options: ChangeOptions) => {
      const found = findHost(face(), cliActor(), name);
      const jump = options.jump === false ? [] : options.jump;
      const { legacyAlgorithms } = options;
      const changed = await updateHost(face(), cliActor(), found.id, {
        settings: {
          ...(jump === undefined ? {} : { jump }),
          ...(legacyAlgorithms === undefined ? {} : { legacyAlgorithms }),
        },
        jumpSecrets: await jumpSecretsFrom(options),
        trust: (options.trust ?? []).join(' '),
      });
      if (options.json) return writeJson(changed);
      writeLine(`Changed. Try it: bilge host test ${changed.name}`);
    });
}
