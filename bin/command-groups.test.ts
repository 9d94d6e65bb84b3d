import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandGroups } from './command-groups.ts';

describe('commandGroups', () => {
  it.each(commandGroups.map((group) => [group.names.join(' '), group] as const))(
    'a word that `%s` answers to is a command it adds',
    async (_, group) => {
      const program = new Command();
      (await group.load())(program);
      expect(program.commands.map((command) => command.name()).sort()).toEqual([...group.names].sort());
    },
  );
});
