import type { Channel } from './channel.ts';
import { registry } from './registry.generated.ts';

export const channelKinds: readonly Channel[] = registry;

/** null: a kind that this version does not have */
export function channelKind(id: string): Channel | null {
  return channelKinds.find((kind) => kind.id === id) ?? null;
}
