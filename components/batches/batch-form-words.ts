import { counted } from '@/lib/domain/format';

/** The buttons and the form of the cleanup of several hosts. */
export const batchFormWords = {
  notStopped: 'The cleanup could not be stopped',
  stopping: 'Stopping before the next host',
  notPlanned: 'The cleanup could not be planned',
  asking: 'Checking the hosts…',
  plan: (hosts: number) => `Make the plans for ${counted(hosts, 'host')}…`,
  notStarted: 'The cleanup was not started',
  typeNames: 'This cannot be undone. Type the name of each host to confirm.',
  starting: 'Starting…',
  missing: (missing: number, all: number) =>
    missing === 1 ? `1 of ${all} names is missing.` : `${missing} of ${all} names are missing.`,
};
