export const dynamic = 'force-dynamic';

/** Needs no login and reveals nothing but that the process answers. */
export function GET(): Response {
  return new Response('ok\n', {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
