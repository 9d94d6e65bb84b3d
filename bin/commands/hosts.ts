import path from 'node:path';
import { type Command, Option } from 'commander';
import { isDemoHost } from '../../lib/domain/demo-host.ts';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { counted } from '../../lib/domain/format.ts';
import type { HostSecrets } from '../../lib/domain/host.ts';
import type { ArtifactReport } from '../../lib/domain/host-artifact.ts';
import type { HostCheck } from '../../lib/domain/session.ts';
import type { NewHost } from '../../lib/usecases/hosts/add-host.ts';
import { findArtifacts } from '../../lib/usecases/hosts/host-artifacts.ts';
import { findHost, listHosts, testHostNow, updateHost } from '../../lib/usecases/hosts/hosts.ts';
import { removeHost } from '../../lib/usecases/hosts/remove-host.ts';
import { app, cliActor } from '../presenters/application.ts';
import { nextSecretLine } from '../presenters/input.ts';
import { styled, writeJson, writeLine, writeTable } from '../presenters/output.ts';
import { changeCommand } from './host-change.ts';
import { collect, type JumpOptions, jumpSecretsFrom, readFile, stdinHelp, withJumpOptions } from './jump-options.ts';
import { addAs, recordingFile } from './recording-file.ts';

interface AddOptions extends JumpOptions {
  key?: string;
  passwordStdin?: boolean;
  passphraseStdin?: boolean;
  agent?: boolean;
  makeKey?: boolean;
  sudo?: 'none' | 'nopasswd' | 'password';
  sudoPasswordStdin?: boolean;
  trust?: string;
  trustJump?: string[];
  dockerSocket?: string;
  hostAccess?: 'shell' | 'helper' | 'none';
  tlsCa?: string;
  tlsCert?: string;
  tlsKey?: string;
  unreached?: boolean;
  json?: boolean;
}

export function hostCommands(program: Command): void {
  const host = program.command('host').description('the hosts that Bilge watches');
  addCommand(host);
  changeCommand(host);
  host
    .command('list')
    .description('lists the hosts, how each is reached and when it was last seen')
    .option('--json', 'one JSON document')
    .action((options: { json?: boolean }) => {
      const hosts = listHosts(app(), cliActor());
      if (options.json) return writeJson(hosts);
      if (hosts.length === 0)
        return writeLine('No hosts yet. Add one: bilge host add NAME ssh://user@address --trust FINGERPRINT');
      writeTable(
        ['NAME', 'ADDRESS', 'STATE', 'LAST SEEN'],
        hosts.map((entry) => [entry.name, addressOf(entry), entry.state.state, entry.state.at ?? 'never']),
      );
    });
  host
    .command('test')
    .description('tests each step of connecting to a host and shows what is missing')
    .argument('<name>')
    .option('--json', 'one JSON document')
    .action(async (name: string, options: { json?: boolean }) => {
      const found = findHost(app(), cliActor(), name);
      const checks: HostCheck[] = [];
      for await (const check of testHostNow(app(), cliActor(), found.id)) {
        checks.push(check);
        if (!options.json) writeCheck(check);
      }
      if (options.json) writeJson({ ...found, checks });
      process.exitCode = exitCodeOf(checks);
    });
  host
    .command('trust')
    .description(
      'trusts new SSH host keys after a machine was reinstalled; the keys of the jump hosts before it must still match',
    )
    .argument('<name>')
    .argument('<fingerprint...>', 'as the machine itself prints it (SHA256:…), of the host or of a jump host before it')
    .option('--json', 'one JSON document')
    .action(async (name: string, fingerprints: string[], options: { json?: boolean }) => {
      const found = findHost(app(), cliActor(), name);
      const changed = await updateHost(app(), cliActor(), found.id, { trust: fingerprints.join(' ') });
      if (options.json) return writeJson(changed);
      writeLine(`Trusted. Test it: bilge host test ${changed.name}`);
    });
  host
    .command('remove')
    .description('removes a host with everything stored about it, and shows what Bilge left on it')
    .argument('<name>')
    .option('--clean', 'first delete Bilge’s own files on the host; the quarantine, snapshots and copies stay')
    .option('--leave-quarantine', 'although the host has quarantined layers: from then on, handle them by hand')
    .option('--json', 'one JSON document')
    .action(async (name: string, options: { json?: boolean; clean?: boolean; leaveQuarantine?: boolean }) => {
      const found = findHost(app(), cliActor(), name);
      if (!options.leaveQuarantine) await refuseIfQuarantined(found);
      const left = await removeHost(app(), cliActor(), found.id, { clean: options.clean === true });
      if (options.json) return writeJson({ removed: { id: found.id, name: found.name }, left });
      writeLine(`Removed ${found.name}.`);
      writeLeft(left);
    });
}

/** Once the host is removed, nothing proves and frees its quarantined layers on their date. */
async function refuseIfQuarantined(host: { id: string; name: string }): Promise<void> {
  const { looked, items } = await findArtifacts(app(), cliActor(), host.id);
  const quarantined = items.filter(({ kind }) => kind === 'quarantine-entry').length;
  const name = host.name;
  // Not seen is not empty (docs/architecture.md#law-1): where Bilge has run before, there may be something.
  if (quarantined === 0 && !looked && items.some(({ kind }) => kind === 'run-directory'))
    throw new InvalidInputError(
      `${name} could not be checked, so it is unknown whether it has quarantined layers. Remove it anyway: --leave-quarantine`,
    );
  if (quarantined === 0) return;
  throw new InvalidInputError(
    `${name} has ${counted(quarantined, 'quarantined layer')}. First delete them (bilge quarantine ${name} purge all --confirm ${name}) or restore them (bilge quarantine ${name} restore all), or leave them and handle them by hand: --leave-quarantine`,
  );
}

function addressOf(host: { url: string }): string {
  return isDemoHost(host) ? `${host.url} (demo: a recording)` : host.url;
}

function writeLeft(left: ArtifactReport): void {
  if (left.problem !== null) writeLine(left.problem);
  if (left.items.length === 0) {
    writeLine(left.looked ? 'Bilge left nothing on it.' : 'Bilge knows of nothing that it left there.');
    return;
  }
  writeLine(left.looked ? 'Still on the host:' : 'May still be on the host, as far as Bilge knows:');
  for (const item of left.items) {
    writeLine(`  ${item.where}  ${item.what}`);
    if (item.byHand !== null) writeLine(styled('dim', `      ${item.byHand}`));
  }
}

function addCommand(host: Command): void {
  const command = host
    .command('add')
    .description(
      'adds a host: ssh://user@host:port, unix:///path/docker.sock or tcp://host:port; or a demo host: demo:nas, demo:FILE of bilge record',
    )
    .argument('<name>', 'a name for the host (optional for demo:…)')
    .argument('[url]')
    .option('--key <file>', 'private SSH key')
    .option(
      '--make-key',
      'Bilge makes a key, prints the line to paste on the host, and waits until the host accepts it',
    )
    .option('--password-stdin', 'read the SSH password from standard input')
    .option('--passphrase-stdin', 'read the key’s passphrase from standard input')
    .option('--agent', 'use the ssh-agent of this environment')
    .option('--jump <url>', 'go through this host first (may be repeated)', collect)
    .option('--trust-jump <fingerprint>', 'the jump host’s key, in the order of --jump', collect)
    .addOption(
      new Option('--sudo <mode>', 'how root is reached').choices(['none', 'nopasswd', 'password']).default('none'),
    )
    .option('--sudo-password-stdin', 'read the sudo password from standard input')
    .option('--trust <fingerprint>', 'the SHA256 fingerprint of the host’s key, of any type it offers')
    .option('--docker-socket <path>', 'where the Engine’s socket is on the host')
    .addOption(
      new Option(
        '--host-access <how>',
        'helper: a short-lived container may read the host where there is only a socket',
      ).choices(['shell', 'helper', 'none']),
    )
    .option('--tls-ca <file>', 'CA certificate for tcp://')
    .option('--tls-cert <file>', 'client certificate for tcp://')
    .option('--tls-key <file>', 'client key for tcp://')
    .option(
      '--unreached',
      'store it although it does not answer yet; the keys of one that answers are compared all the same',
    );
  withJumpOptions(command)
    .option('--json', 'one JSON document')
    .addHelpText('after', stdinHelp)
    .action(async (first: string, second: string | undefined, options: AddOptions) => {
      const [name, url] = nameAndUrl(first, second);
      const checks: HostCheck[] = [];
      const onCheck = (check: HostCheck): void => {
        checks.push(check);
        if (!options.json) writeCheck(check);
      };
      const input = await newHost(name, url, options);
      const added = await addAs(url, input, options.makeKey === true, onCheck);
      if (options.json) writeJson({ ...added, checks });
      else if (added.state.state === 'unreachable') writeLine(unreachedWords(added));
      else writeLine(`Added ${added.name}. Scan it: bilge scan ${added.name}`);
    });
}

/** No key is trusted that a person has not compared, so the first step when it answers is that one. */
function unreachedWords({ name, url }: { name: string; url: string }): string {
  const next = url.startsWith('ssh:') ? `bilge host trust ${name} FINGERPRINT` : `bilge host test ${name}`;
  return `Stored ${name}, which does not answer yet. When it does: ${next}`;
}

/** `host add demo:nas` is enough: a recording has a name of its own. */
function nameAndUrl(first: string, second: string | undefined): [string, string] {
  if (second !== undefined) return [first, second];
  const file = recordingFile(first);
  if (file !== null) return [path.basename(file).replace(/\.[^.]*$/, ''), first];
  if (isDemoHost({ url: first })) return [first.replace(':', '-'), first];
  throw new InvalidInputError(
    `The address of ${first} is missing: bilge host add ${first} ssh://user@address, unix:///path, tcp://address or demo:nas.`,
  );
}

async function newHost(name: string, url: string, options: AddOptions): Promise<NewHost> {
  const secrets: HostSecrets = {
    ...(options.key ? { privateKey: readFile(options.key, '--key') } : {}),
    ...(options.passwordStdin ? { password: await nextSecretLine('--password-stdin') } : {}),
    ...(options.passphraseStdin ? { passphrase: await nextSecretLine('--passphrase-stdin') } : {}),
    ...(options.sudoPasswordStdin ? { sudoPassword: await nextSecretLine('--sudo-password-stdin') } : {}),
    ...(options.tlsKey ? { tlsKey: readFile(options.tlsKey, '--tls-key') } : {}),
  };
  return {
    name,
    url,
    secrets,
    jumpSecrets: await jumpSecretsFrom(options),
    unreached: options.unreached === true,
    trust: options.trust ?? null,
    trustJumps: options.trustJump ?? [],
    settings: {
      sudo: options.sudo ?? 'none',
      dockerSocket: options.dockerSocket ?? null,
      hostAccess: options.hostAccess ?? 'shell',
      jump: options.jump ?? [],
      agent: options.agent ?? false,
      legacyAlgorithms: options.legacyAlgorithms ?? false,
      tlsCa: options.tlsCa ? readFile(options.tlsCa, '--tls-ca') : null,
      tlsCert: options.tlsCert ? readFile(options.tlsCert, '--tls-cert') : null,
    },
  };
}

function writeCheck(check: HostCheck): void {
  const mark = check.ok ? styled('green', 'ok     ') : styled('red', 'missing');
  writeLine(`${mark}  ${check.id.padEnd(9)} ${check.detail}`);
}

/** 3 where the host could not be reached or the login failed, 1 where something on it is missing. */
function exitCodeOf(checks: readonly HostCheck[]): number {
  const failed = checks.filter((check) => !check.ok).map((check) => check.id);
  if (failed.length === 0) return 0;
  return failed.some((id) => id === 'connect' || id === 'host-key' || id === 'login') ? 3 : 1;
}
