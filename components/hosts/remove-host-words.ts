import type { HostArtifact } from '@/lib/domain/host-artifact';

/** The dialog that removes a host from Bilge. */
export const removeHostWords = {
  removed: (name: string) => `${name} was removed from Bilge`,
  stillThere: (places: string) => `Still on the host:\n${places}`,
  remove: 'Remove',
  ask: (name: string) => `Remove ${name} from Bilge?`,
  about: 'Bilge forgets the host, its keys and everything it measured. Your containers, images and volumes stay.',
  checking: 'Checking what Bilge left on this host…',
  cancel: 'Cancel',
  removeHost: (name: string) => `Remove ${name}`,
  notAllChecked: 'Not everything could be checked',
  notChecked: 'The host could not be checked',
  nothingLeft: 'Bilge left nothing on this host.',
  deleteOwn: (files: string) => `First delete Bilge’s own files there: ${files}`,
  deleteQuarantine: 'First delete the quarantine',
  restoreQuarantine: 'First restore the quarantine',
  whatStays: 'What stays on the host',
  stays: 'This stays on the host',
  mayStay: 'This may still be on the host, as far as Bilge knows',
};

/** What Bilge left on a host: one, several. */
export const artifactNouns: Record<HostArtifact['kind'], [string, string]> = {
  'run-directory': ['run directory', 'run directories'],
  'live-run': ['active run', 'active runs'],
  'unsafe-runs': ['run directory that others can write to', 'run directories that others can write to'],
  lock: ['lock', 'locks'],
  'helper-container': ['helper container', 'helper containers'],
  'helper-image': ['helper image', 'helper images'],
  migration: ['record of a move of Docker', 'records of moves of Docker'],
  'image-backup': ['list of saved images', 'lists of saved images'],
  'drop-in': ['drop-in of docker.service', 'drop-ins of docker.service'],
  'release-image': ['image of an interrupted run', 'images of interrupted runs'],
  'quarantine-entry': ['quarantined layer', 'quarantined layers'],
  snapshot: ['snapshot', 'snapshots'],
  'configuration-copy': ['configuration copy', 'configuration copies'],
};
