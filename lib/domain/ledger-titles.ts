import type { LedgerRowId } from './storage-report.ts';

/** Title and meaning of each row of the ledger. */
export const ledgerTitles: Record<LedgerRowId, { title: string; about: string }> = {
  'image-layers': { title: 'Image layers', about: 'Layers that images need.' },
  'compressed-copies': {
    title: 'Compressed copies',
    about: 'The same layers as they were pulled or built. containerd keeps them beside the unpacked ones.',
  },
  'writable-layers': { title: 'Writable layers', about: 'What containers wrote outside their volumes.' },
  volumes: { title: 'Volumes', about: 'Container data. Nested Docker data is counted separately.' },
  'build-cache': { title: 'Build cache', about: 'Kept by builds to make the next build faster.' },
  'container-logs': { title: 'Container logs', about: 'Output kept by the json-file and local log drivers.' },
  'deleted-files': {
    title: 'Deleted files still open',
    about: 'Deleted, but a process still has them open; freed when it closes them.',
  },
  'docker-other': { title: 'Other Docker files', about: 'Metadata, networks, plugins, swarm.' },
  quarantine: {
    title: 'Quarantine',
    about: 'Leaked layers that Bilge moved aside. Freed on their date, or earlier if you choose.',
  },
  'abandoned-stores': { title: 'Abandoned stores', about: 'Data of a storage driver that is no longer in use.' },
  'unused-data-roots': { title: 'Unused data roots', about: 'Other data roots of Docker that no running engine uses.' },
  'hidden-data': {
    title: 'Hidden under mounts',
    about: 'Data covered by a mounted filesystem; no program can see it.',
  },
  'nested-docker': { title: 'Nested Docker data', about: 'Docker data roots inside volumes (docker:dind).' },
  'leaked-layers': { title: 'Leaked layers', about: 'Layers that nothing refers to. Docker will never free them.' },
  'unproven-leases': {
    title: 'Leases not proven',
    about: 'Kept by leases whose owner was not found, without a proof that nothing needs them.',
  },
  'unfinished-transfers': {
    title: 'Unfinished pulls and loads',
    about: 'Ends by itself: containerd removes it on its date, or at its next collection after that.',
  },
  'other-containerd-users': {
    title: 'Other users of containerd',
    about: 'Namespaces that are not Docker’s (Kubernetes, nerdctl). Bilge removes nothing there.',
  },
  unaccounted: { title: 'Unaccounted', about: 'What remains after everything measured is subtracted.' },
  'filesystem-overhead': { title: 'Filesystem overhead', about: 'Metadata, journal and reserve of the filesystem.' },
  'not-docker': { title: 'Not Docker', about: 'Everything else on this filesystem.' },
};

/** `nested Docker data`: only the first letter is small; Docker is a name. */
export function titleWithinSentence(row: LedgerRowId): string {
  const { title } = ledgerTitles[row];
  return `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}
