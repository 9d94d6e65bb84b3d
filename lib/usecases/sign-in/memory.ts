import { timingSafeEqual } from 'node:crypto';
import { hashToken, newToken } from '../../access/token.ts';
import type { UserId } from '../../domain/ids.ts';
import type { TriedClaims } from '../../domain/sign-in.ts';
import type { Provider } from './provider.ts';

/** Why someone was sent to the provider. */
export type Purpose =
  | { kind: 'login'; next: string }
  | { kind: 'link'; userId: UserId; sessionId: string }
  | { kind: 'confirm'; sessionId: string }
  | { kind: 'try'; sessionId: string };

export interface Flow {
  browser: Buffer;
  nonce: string;
  verifier: string;
  purpose: Purpose;
  startedAtMs: number;
}

/** Of this process only: a login that a restart cuts off is begun again. */
export interface SignInMemory {
  /** by state */
  flows: Map<string, Flow>;
  provider: { key: string; atMs: number; failed: boolean; opened: Promise<Provider> } | null;
  /** by session: what the provider wants to see when a session ends there too */
  idTokens: Map<string, string>;
  /** the last dry run, by session */
  tried: Map<string, TriedClaims>;
  /** for each answer of the provider */
  patienceMs: number;
}

export function signInMemory(): SignInMemory {
  return { flows: new Map(), provider: null, idTokens: new Map(), tried: new Map(), patienceMs: 10_000 };
}

const flowMs = 10 * 60_000;
/** Unauthenticated visitors begin logins too: the oldest goes, so that they cannot fill the memory. */
const mostFlows = 2_000;
const mostKept = 1_000;

/** @returns what the browser keeps; one token for all logins that it has begun */
export function beginFlow(
  memory: SignInMemory,
  given: {
    state: string;
    nonce: string;
    verifier: string;
    purpose: Purpose;
    browserToken: string | null;
    nowMs: number;
  },
): string {
  const { state, nonce, verifier, purpose, nowMs } = given;
  const browserToken = /^[\w-]{43}$/.test(given.browserToken ?? '') ? String(given.browserToken) : newToken();
  for (const [key, flow] of memory.flows) if (nowMs - flow.startedAtMs > flowMs) memory.flows.delete(key);
  keepNewest(
    memory.flows,
    state,
    { browser: hashToken(browserToken), nonce, verifier, purpose, startedAtMs: nowMs },
    mostFlows,
  );
  return browserToken;
}

/** Once, and only for the browser that began it; null: not begun there, too long ago, or used. */
export function takeFlow(memory: SignInMemory, state: string, browserToken: string | null, nowMs: number): Flow | null {
  const flow = memory.flows.get(state);
  if (flow === undefined || browserToken === null || !timingSafeEqual(flow.browser, hashToken(browserToken)))
    return null;
  memory.flows.delete(state);
  return nowMs - flow.startedAtMs > flowMs ? null : flow;
}

export function keepIdToken(memory: SignInMemory, sessionId: string, idToken: string): void {
  keepNewest(memory.idTokens, sessionId, idToken, mostKept);
}

export function keepTried(memory: SignInMemory, sessionId: string, tried: TriedClaims): void {
  keepNewest(memory.tried, sessionId, tried, 20);
}

function keepNewest<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const old of map.keys()) {
    if (map.size <= most) return;
    map.delete(old);
  }
}
