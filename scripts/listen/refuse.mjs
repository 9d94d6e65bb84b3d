/** An answer of the listener itself: plain text, not cached, with no other content type. */
export function refuse(response, { status, text, headers = {} }) {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(`${text}\n`);
}
