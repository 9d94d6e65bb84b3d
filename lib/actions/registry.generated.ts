// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import removeLeakedLayers from './remove-leaked-layers.ts';

export const registry = [removeLeakedLayers] as const;
