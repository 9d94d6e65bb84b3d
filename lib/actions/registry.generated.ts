// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import purgeQuarantine from './purge-quarantine.ts';
import removeLeakedLayers from './remove-leaked-layers.ts';
import restoreQuarantine from './restore-quarantine.ts';

export const registry = [purgeQuarantine, removeLeakedLayers, restoreQuarantine] as const;
