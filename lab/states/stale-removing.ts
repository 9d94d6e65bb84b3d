import { randomBytes } from 'node:crypto';
import type { LabHost } from '../lab.ts';
import { imageFolder, startDocker, stopDocker } from './engine.ts';
import { cacheIds, unreachableChains } from './unreachable-chains.ts';

export type StaleRemoving = {
  chainId: string /** `<chain>-<64 hex>-removing` under layerdb/sha256. */;
  entry: string;
  cacheId: string;
};

/**
 * A layer whose deletion began in an engine that died: the engine removes it at its next graceful stop, so a second
 * `restartDocker` after this makes the state vanish.
 */
export async function staleRemoving(host: LabHost): Promise<StaleRemoving> {
  const folder = await imageFolder(host);
  const { chainIds } = await unreachableChains(host, 1);
  const chainId = chainIds[0];
  if (chainId === undefined) throw new Error(`${host.name}: the loaded image left no layer`);
  const [cacheId = ''] = await cacheIds(host, folder, [chainId]);
  const entry = `${chainId}-${randomBytes(32).toString('hex')}-removing`;
  await stopDocker(host);
  await host.exec('cd -- "$1/layerdb/sha256" && mv -- "$2" "$3"', { args: [folder, chainId, entry] });
  await startDocker(host);
  return { chainId, entry, cacheId };
}
