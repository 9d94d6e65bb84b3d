// The framework's own requests. A server action that is posted to a page which does not hold it is sent on by Next with a fetch
// to this very server, and so is the page that an action redirects to. The peer of that second request is this machine, and
// judged by its peer, every visitor would seem to be at this machine. Next copies the headers of the first
// request, so each request from outside gets a secret of this process: where it comes back, what the first hop said still holds.
import { randomBytes, timingSafeEqual } from 'node:crypto';

const secret = randomBytes(32).toString('base64url');
const secretHeader = 'x-bilge-inner';
const hostHeader = 'x-bilge-host';

export function isInner(request) {
  const given = Buffer.from(String(request.headers[secretHeader] ?? ''));
  const expected = Buffer.from(secret);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The one header of ours that a page sends (lib/domain/page-header.ts). */
const pageHeader = 'x-bilge-page';

/** What a client wrote under our own names goes; Next gets what it needs to come back as. */
export function markOuter(request) {
  for (const name of Object.keys(request.headers))
    if (name.startsWith('x-bilge-') && name !== pageHeader) delete request.headers[name];
  request.headers[secretHeader] = secret;
  request.headers[hostHeader] = request.headers.host ?? '';
}

/** Next fetches `localhost`; the checks of Host and Origin judge the name that the visitor typed, as at the first hop. */
export function restoreOuter(request) {
  request.headers.host = String(request.headers[hostHeader] ?? '');
}
