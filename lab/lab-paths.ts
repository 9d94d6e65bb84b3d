import { fileURLToPath } from 'node:url';

/** This folder: its shell files are handed to `sh`, never imported. */
export const labFolder = fileURLToPath(new URL('./', import.meta.url)).replace(/\/$/, '');

/** Base trees and the hosts' own files: large, so outside the checkout and on a real file system (overlay needs it). */
export const cacheFolder = process.env.BILGE_LAB_CACHE ?? '/var/cache/bilge-lab';
export const basesFolder = `${cacheFolder}/bases`;

/**
 * One folder per live host, named by its number. Network names and addresses come from that number and are global to
 * the machine, so this place must be global too, whatever the cache folder is.
 */
export const slotsFolder = '/run/bilge-lab/hosts';
