/** An answer of the door itself: plain text, kept by nobody, taken for nothing else. */
export function refuse(response, { status, text, headers = {} }) {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(`${text}\n`);
}
