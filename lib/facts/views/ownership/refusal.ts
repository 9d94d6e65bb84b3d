import type { StorageReport } from '../../../domain/storage-report.ts';

/**
 * When nothing here can be proven, whatever the listings say (docs/reference/docker-on-disk.md#when-nothing-can-be-proven). Each
 * refusal says what to do about it.
 *
 * A share of orphans is no reason: a data root where every directory is leaked and `docker system df` says 0 B is the real
 * case that Bilge was made for. What matters is that the metadata is this daemon's and complete.
 */
export type Refusal = StorageReport['refusals'][number];
