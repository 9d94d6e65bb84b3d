import { z } from 'zod';

/** What the engine calls an object: full ids, so that nothing else can be meant. */
export const fullId = z.string().regex(/^[0-9a-f]{64}$/, 'not a full id');
export const imageId = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'not a full image id');
/** daemon/names: the grammar of container and volume names */
export const volumeName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'not a volume name');
export const buildCacheId = z.string().regex(/^[0-9a-z]{25}$|^sha256:[0-9a-f]{64}$/, 'not a build cache id');
/** repository[:port]/path:tag */
export const imageReference = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/, 'not an image reference');
