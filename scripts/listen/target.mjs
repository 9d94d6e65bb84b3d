// What is refused before Next sees it. Next answers `GET http://evil.example/x` with a redirect to evil.example, breaks at
// `TRACE` and `OPTIONS *` with a 500 and a stack in the log, and serves static files to any Host.
import os from 'node:os';
import { checkHostHeader } from './host-header.mjs';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** { status, text, headers } where the request goes no further, else null. */
export function refusedTarget(request) {
  if (!methods.includes(request.method))
    return { status: 405, text: 'Unknown method.', headers: { allow: methods.join(', ') } };
  // Origin-form only: an absolute address, `*` and `//name` name another place than this one.
  if (!/^\/(?!\/)/.test(request.url)) return { status: 400, text: 'The address of a request begins with one slash.' };
  if (!decodes(request.url)) return { status: 400, text: 'The address contains an invalid % escape.' };
  const host = checkHostHeader({
    host: request.headers.host ?? null,
    machineName: os.hostname(),
    url: process.env.BILGE_URL || null,
  });
  return host.ok ? null : { status: host.status, text: host.userMessage };
}

function decodes(address) {
  try {
    decodeURIComponent(address.split('?', 1)[0]);
    return true;
  } catch {
    return false;
  }
}
