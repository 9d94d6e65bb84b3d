import { cookies } from 'next/headers';
import { expiredCookie, sessionCookie } from '@/lib/access/session-cookie';

/** Gives this browser its session. Only in server actions: a page cannot set cookies. */
export async function keepSession(token: string, options: { isHttps: boolean; maxAgeSeconds: number }): Promise<void> {
  const { name, value, ...attributes } = sessionCookie(token, options);
  (await cookies()).set(name, value, attributes);
}

export async function forgetSession(): Promise<void> {
  const jar = await cookies();
  for (const isHttps of [true, false]) {
    const { name, value, ...attributes } = expiredCookie(isHttps);
    jar.set(name, value, attributes);
  }
}
