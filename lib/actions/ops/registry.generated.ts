// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import checkReferences from './check-references.ts';
import purgeEntry from './purge-entry.ts';
import restoreEntry from './restore-entry.ts';
import setAsideLayer from './set-aside-layer.ts';

export const registry = [checkReferences, purgeEntry, restoreEntry, setAsideLayer] as const;
