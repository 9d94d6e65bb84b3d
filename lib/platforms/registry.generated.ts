// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import alpine from './alpine.ts';
import debian from './debian.ts';
import fedora from './fedora.ts';
import genericLinux from './generic-linux.ts';
import openmediavault from './openmediavault.ts';
import qnap from './qnap.ts';
import synologyDsm from './synology-dsm.ts';
import truenasScale from './truenas-scale.ts';
import unraid from './unraid.ts';

export const registry = [alpine, debian, fedora, genericLinux, openmediavault, qnap, synologyDsm, truenasScale, unraid] as const;
