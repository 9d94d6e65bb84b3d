import type { Visitor } from '@/app/guarded';
import { keepFlow } from '@/app/session-cookie';
import type { Actor } from '@/lib/access/actor';
import { AccessError } from '@/lib/domain/errors';
import type { Application } from '@/lib/usecases/core/application';
import type { Purpose } from '@/lib/usecases/sign-in/memory';
import { beginSignIn } from '@/lib/usecases/sign-in/sign-in';

/** Sends the browser to the sign-in provider, and gives it the cookie by which the answer counts in this one only. */
export async function leaveForProvider(app: Application, visitor: Visitor, purpose: Purpose): Promise<{ url: string }> {
  const asking = { host: visitor.host, browserToken: visitor.flowToken };
  const { url, browserToken } = await beginSignIn(app, asking, purpose);
  await keepFlow(browserToken, visitor.isHttps);
  return { url };
}

/** Only a session can be confirmed, or be the one that links an account: a token has none. */
export function requireSession(actor: Actor): Extract<Actor, { kind: 'user' }> {
  if (actor.kind === 'user') return actor;
  throw new AccessError({ kind: 'forbidden', message: 'Only a user has a session.' });
}
