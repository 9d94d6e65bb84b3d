import { Argument, type Command, Option } from 'commander';
import { type Role, roles } from '../../lib/access/actor.ts';
import { defaultTokenDays } from '../../lib/access/api-tokens.ts';
import { InvalidInputError, NotFoundError } from '../../lib/domain/errors.ts';
import { app, cliActor } from '../presenters/application.ts';
import { askSecret } from '../presenters/input.ts';
import { writeJson, writeLine, writeNote, writeTable } from '../presenters/output.ts';

export function accountCommands(program: Command): void {
  const user = program.command('user').description('the users who may log in');
  const roleOption = (): Option =>
    new Option('--role <role>', 'what they may do').choices([...roles]).makeOptionMandatory();
  user
    .command('list')
    .option('--json', 'one JSON document')
    .action((options: { json?: boolean }) => {
      const users = app().access.users.list(cliActor());
      if (options.json) return writeJson(users);
      if (users.length === 0)
        return writeLine('No users yet. Create the first admin in the browser, or: bilge user add NAME --role admin');
      writeTable(
        ['NAME', 'ROLE', 'SINCE'],
        users.map((entry) => [entry.name, entry.role, entry.createdAt]),
      );
    });
  user
    .command('add')
    .argument('<name>')
    .addOption(roleOption())
    .description('adds a user; the password is asked for, or read from standard input')
    .option('--json', 'one JSON document')
    .action(async (name: string, options: { role: Role; json?: boolean }) => {
      const added = await app().access.users.add(cliActor(), {
        name,
        role: options.role,
        password: await askSecret(`Password for ${name}`),
      });
      if (options.json) writeJson(added);
      else writeLine(`${added.name} may log in as ${added.role}.`);
    });
  user
    .command('reset-password')
    .argument('<name>')
    .description('sets a new password (asked for, or from standard input) and ends that user’s sessions and API tokens')
    .option('--json', 'one JSON document')
    .action(async (name: string, options: { json?: boolean }) => {
      const found = app()
        .access.users.list(cliActor())
        .find((one) => one.name === name);
      if (!found) throw new NotFoundError(`No user named “${name}”.`);
      await app().access.users.resetPassword(cliActor(), found.id, await askSecret(`New password for ${found.name}`));
      if (options.json) writeJson({ id: found.id, name: found.name });
      else writeLine(`${found.name} has a new password; open sessions and API tokens were ended.`);
    });
  tokenCommands(program);
}

function endOf(days: string): string | null {
  if (days === 'none') return null;
  const count = Number(days);
  if (!Number.isInteger(count) || count < 1 || count > 3650)
    throw new InvalidInputError('--days takes a whole number from 1 to 3650, or `none`.');
  return new Date(Date.now() + count * 86_400_000).toISOString();
}

interface CreateOptions {
  role?: Role;
  widget?: boolean;
  name: string;
  user?: string;
  days: string;
  json?: boolean;
}

function tokenCommands(program: Command): void {
  const token = program.command('token').description('tokens for the HTTP API');
  token
    .command('create')
    .description('prints a new token once; only its hash is kept')
    .addOption(new Option('--role <role>', 'what it may do').choices([...roles]))
    .option('--widget', 'in place of a role: reads /metrics and /api/v1/widget, and nothing else')
    .option('--name <name>', 'who or what uses it', 'unnamed')
    .option('--user <name>', 'the account that owns it (default: the only admin)')
    .option('--days <n>', 'expires after this many days; `none` for never', String(defaultTokenDays))
    .option('--json', 'one JSON document')
    .action((options: CreateOptions) => {
      const isWidget = options.widget === true;
      if (isWidget === (options.role !== undefined))
        throw new InvalidInputError('Say what it may do: --role ROLE, or --widget.');
      const created = app().access.tokens.create(cliActor(), {
        name: options.name,
        role: options.role ?? 'viewer',
        scope: isWidget ? 'widget' : 'all',
        expiresAt: endOf(options.days),
        ...(options.user === undefined ? {} : { owner: options.user }),
      });
      if (options.json) return writeJson({ ...created.record, token: created.token });
      writeNote(`Keep it safe: it is shown only once. It belongs to ${created.record.ownerName ?? ''}.`);
      writeLine(created.token);
    });
  token
    .command('list')
    .option('--json', 'one JSON document')
    .action((options: { json?: boolean }) => {
      const tokens = app().access.tokens.list(cliActor());
      if (options.json) return writeJson(tokens);
      writeTable(
        ['ID', 'NAME', 'OWNER', 'ROLE', 'EXPIRES', 'LAST USED'],
        tokens.map((entry) => [
          entry.id,
          entry.name,
          entry.ownerName ?? '-',
          entry.roleInForce === null ? 'none: ended' : entry.scope === 'widget' ? 'widget' : entry.roleInForce,
          entry.expiresAt ?? 'never',
          entry.lastUsedAt ?? 'never',
        ]),
      );
    });
  token
    .command('revoke')
    .addArgument(new Argument('<id>', 'as `bilge token list` shows it'))
    .option('--json', 'one JSON document')
    .action((id: string, options: { json?: boolean }) => {
      app().access.tokens.revoke(cliActor(), id);
      if (options.json) writeJson({ revoked: id });
      else writeLine('Revoked.');
    });
}
