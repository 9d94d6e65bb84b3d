import type { Host, HostAddress, HostSecrets } from '../domain/host.ts';
import type { PoolableSession } from './poolable-session.ts';
export interface OpenSocketOptions {
  host: Host;
  address: Exclude<HostAddress, { kind: 'ssh' }>;
  secrets: HostSecrets;
  deadlineMs: number;
  signal?: AbortSignal;
}
export async function openSocketSession(_options: OpenSocketOptions): Promise<PoolableSession> {
  throw new Error('soon');
}
