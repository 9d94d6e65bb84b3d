import { CommandError } from '../../domain/errors.ts';
import type { HostArtifact } from '../../domain/host-artifact.ts';

/** What a line of the look names, in words; `more` is what the look says besides: a link, a folder, a reason. */
export function artifactOnDisk(kind: string, where: string, more: string): HostArtifact {
  switch (kind) {
    case 'run-directory':
      return { kind, where, what: 'script and journal of a run', removable: true, byHand: `rm -r -- ${where}` };
    case 'unsafe-runs':
      return {
        kind,
        where,
        what: `run directories that were not read: ${more}`,
        removable: false,
        byHand:
          'Users other than root can write there, so its contents may not be Bilge’s. Check it, then delete it by hand.',
      };
    case 'live-run':
      return {
        kind,
        where,
        what: 'a run that is active now',
        removable: false,
        byHand: 'Wait until it ends.',
      };
    case 'lock':
      return {
        kind,
        where,
        what: 'the lock for one run at a time',
        removable: false,
        byHand: 'It is in memory and is gone after the next boot.',
      };
    case 'configuration-copy':
      return {
        kind,
        where,
        what: "the daemon's configuration before Bilge changed it",
        removable: false,
        byHand: `Keep it, or delete it: rm -- ${where}`,
      };
    case 'quarantine-entry':
      return { kind, where, what: 'a quarantined layer', removable: false, byHand: puttingBack(where, more) };
    case 'migration':
      return {
        kind,
        where,
        what: `the record of a move of Docker (${more.trim()}); one of these folders is kept and no longer in use`,
        removable: false,
        byHand:
          'Finish the move with Bilge before you remove the host (finish-migration), or go back (roll-back-migration).',
      };
    case 'image-backup':
      return {
        kind,
        where,
        what: `the list of the images that were saved in ${more}`,
        removable: false,
        byHand: `Keep it as long as you keep the archives, or delete both: rm -r -- ${more} ${where}`,
      };
    case 'drop-in':
      return {
        kind,
        where,
        what: 'it keeps Docker from starting without the disk of its data root',
        removable: false,
        byHand: 'Keep it as long as Docker’s data root is on that disk.',
      };
    case 'snapshot':
      return {
        kind,
        where,
        what: 'read-only snapshots of the data root, which keep their space in use',
        removable: false,
        byHand: `btrfs subvolume delete ${where}/*, deepest first, then rmdir ${where}`,
      };
    default:
      throw new CommandError({
        message: `looking for host artifacts: unknown answer: ${kind}`,
        exitCode: 0,
        timedOut: false,
        stderrTail: '',
      });
  }
}

/** Where the layer was, and on overlay2 the short link by which others find it. */
function puttingBack(entry: string, link: string): string {
  const [home = '', name = ''] = entry.replace(/\.set-aside$/, '').split('/.bilge-quarantine/');
  const directory = home.endsWith('/btrfs') ? `${home}/subvolumes` : home.endsWith('/vfs') ? `${home}/dir` : home;
  const linked = /^[A-Z0-9]{26}$/.test(link) ? ` && ln -s ../${name}/diff ${directory}/l/${link}` : '';
  return `Purge it with Bilge before you remove the host (purge-quarantine), or restore it: mv -T -- ${entry} ${directory}/${name}${linked}`;
}
