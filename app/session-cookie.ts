import { cookies } from 'next/headers';
import {
  type CookieAttributes,
  deviceCookie,
  expiredCookie,
  flowCookie,
  sessionCookie,
} from '@/lib/access/session-cookie';
import type { LoginResult } from '@/lib/access/sessions';
import { application } from '@/lib/usecases/core/application';

type LoggedIn = Extract<LoginResult, { kind: 'logged-in' }>;

/** Gives this browser its session, and a device cookie that identifies it at the next login. Only in server actions: a page cannot set cookies. */
export async function keepSession(
  { token, actor, maxAgeSeconds }: LoggedIn,
  { isHttps, deviceToken }: { isHttps: boolean; deviceToken: string | null },
): Promise<void> {
  await put(sessionCookie(token, { isHttps, maxAgeSeconds }));
  const device = application().access.sessions.knowDevice(actor, deviceToken);
  if (device !== null) await put(deviceCookie(device, isHttps));
}

/** While a visitor is at the sign-in provider. */
export async function keepFlow(browserToken: string, isHttps: boolean): Promise<void> {
  await put(flowCookie(browserToken, isHttps));
}

export async function forgetSession(): Promise<void> {
  for (const isHttps of [true, false]) await put(expiredCookie(isHttps));
}

async function put({ name, value, ...attributes }: CookieAttributes): Promise<void> {
  (await cookies()).set(name, value, attributes);
}
