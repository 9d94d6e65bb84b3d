'use client';

import { pageHeader } from '@/lib/domain/page-header';

/**
 * What this tab knows besides the cookie, and sends with every change (docs/decisions/0005-page-token.md). It lives
 * in `sessionStorage`, which belongs to scheme, name *and port*; a cookie is sent to every port of the name. Tabs pass it
 * on over a channel with the same limits, so that a new tab gets it from an open one.
 */
const storageKey = 'bilge-page';
const channelName = 'bilge-page';
/** How long a new tab waits for the others: they answer at once, or there are none. */
const patienceMs = 300;

type Message = { kind: 'ask' } | { kind: 'token'; token: string } | { kind: 'forget' };

let channel: BroadcastChannel | null = null;
let memory: string | null = null;
const waiting = new Set<() => void>();

/** The storage may be switched off; then the token lives as long as the page does. */
export function pageToken(): string | null {
  try {
    return window.sessionStorage.getItem(storageKey) ?? memory;
  } catch {
    return memory;
  }
}

function keep(token: string | null): void {
  memory = token;
  try {
    if (token === null) window.sessionStorage.removeItem(storageKey);
    else window.sessionStorage.setItem(storageKey, token);
  } catch {
    // kept in memory
  }
  for (const go of [...waiting]) go();
}

/** After a login or the password given again: for this tab and for all others, which share its cookie. */
export function givePageToken(token: string): void {
  keep(token);
  tell({ kind: 'token', token });
}

export function forgetPageToken(): void {
  keep(null);
  tell({ kind: 'forget' });
}

function tell(message: Message): void {
  channel?.postMessage(message);
}

/** Calls back when this tab has another token than now: another tab has proven who is there. */
export function onNextToken(go: () => void): () => void {
  const before = pageToken();
  const look = (): void => {
    const now = pageToken();
    if (now !== null && now !== before) go();
  };
  waiting.add(look);
  return () => void waiting.delete(look);
}

/** Asks the other tabs for a token that is not `unlike`. Ends at once when one answers, else after a moment. */
export function askOtherTabs(unlike: string | null): Promise<boolean> {
  if (channel === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      waiting.delete(look);
      const now = pageToken();
      resolve(now !== null && now !== unlike);
    };
    const look = (): void => {
      const now = pageToken();
      if (now !== null && now !== unlike) end();
    };
    const timer = setTimeout(end, patienceMs);
    waiting.add(look);
    tell({ kind: 'ask' });
  });
}

function hear({ data }: MessageEvent<Message>): void {
  if (data.kind === 'token') keep(data.token);
  else if (data.kind === 'forget') keep(null);
  else {
    const own = pageToken();
    if (own !== null) tell({ kind: 'token', token: own });
  }
}

const isCarrying = Symbol.for('bilge.page-token');

/**
 * Next sends server actions with `fetch` and offers no way to add a header, and a call that forgets it would only fail in front of a
 * user: so it is added here, in one place, to every request of this page to this dashboard other than a GET.
 */
function carry(): void {
  const holder = window as { [isCarrying]?: true };
  if (holder[isCarrying]) return;
  holder[isCarrying] = true;
  if ('BroadcastChannel' in window) {
    channel = new BroadcastChannel(channelName);
    channel.addEventListener('message', hear);
  }
  if (pageToken() === null) tell({ kind: 'ask' });
  const send = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    if (!isOwnChange(input, init)) return send(input, init);
    if (pageToken() === null) await askOtherTabs(null);
    const token = pageToken();
    if (token === null) return send(input, init);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    headers.set(pageHeader, token);
    return send(input, { ...init, headers });
  };
}

function isOwnChange(input: RequestInfo | URL, init: RequestInit | undefined): boolean {
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
  if (['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase())) return false;
  const address = input instanceof Request ? input.url : input;
  return new URL(address, window.location.href).origin === window.location.origin;
}

if (typeof window !== 'undefined') carry();
