import type { Command } from 'commander';

/** Adds its commands to the program. */
export type AddCommands = (program: Command) => void;

interface CommandGroup {
  /** the words after `bilge` that this group answers to */
  names: string[];
  load(): Promise<AddCommands>;
}

/**
 * The groups of commands, in the order of `bilge --help`. Each is loaded only when its name is called: `bilge --version`
 * and `bilge completion` must not wait for SSH and the database to load. A test holds `names` against what each group adds.
 */
export const commandGroups: CommandGroup[] = [
  { names: ['serve'], load: async () => (await import('./commands/serve.ts')).serveCommand },
  { names: ['host'], load: async () => (await import('./commands/hosts.ts')).hostCommands },
  { names: ['scan', 'report'], load: async () => (await import('./commands/scan.ts')).scanCommands },
  {
    names: ['run', 'actions', 'plan', 'script', 'apply'],
    load: async () => (await import('./commands/runs.ts')).runCommands,
  },
  {
    names: ['quarantine', 'protect', 'unprotect'],
    load: async () => (await import('./commands/quarantine.ts')).quarantineCommands,
  },
  { names: ['migration'], load: async () => (await import('./commands/migration.ts')).migrationCommand },
  { names: ['cleanup'], load: async () => (await import('./commands/cleanup.ts')).cleanupCommands },
  { names: ['schedule'], load: async () => (await import('./commands/schedules.ts')).scheduleCommands },
  { names: ['jobs'], load: async () => (await import('./commands/jobs.ts')).jobCommands },
  { names: ['whois'], load: async () => (await import('./commands/whois.ts')).whoisCommand },
  { names: ['record'], load: async () => (await import('./commands/record.ts')).recordCommand },
  { names: ['diagnose'], load: async () => (await import('./commands/diagnose.ts')).diagnoseCommand },
  { names: ['channel', 'notify'], load: async () => (await import('./commands/channels.ts')).channelCommands },
  { names: ['user', 'token'], load: async () => (await import('./commands/accounts.ts')).accountCommands },
  {
    names: ['backup', 'restore', 'key'],
    load: async () => (await import('./commands/backup.ts')).backupCommands,
  },
  { names: ['config'], load: async () => (await import('./commands/config.ts')).configCommands },
  { names: ['doctor'], load: async () => (await import('./commands/doctor.ts')).doctorCommand },
  { names: ['health'], load: async () => (await import('./commands/health.ts')).healthCommand },
  { names: ['completion'], load: async () => (await import('./commands/completion.ts')).completionCommand },
];
