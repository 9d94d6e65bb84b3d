export type OriginVerdict = { ok: true } | { ok: false; status: 403; userMessage: string };

/**
 * Route handlers have no protection against forged requests of their own, and a server action without an Origin is let
 * through by Next (16.4). A cookie is sent along with a foreign page's form, so what changes something must come from here.
 */
export function checkOrigin(input: {
  method: string;
  origin: string | null;
  secFetchSite: string | null;
  /** the Host header, already passed by `checkHostHeader` */
  host: string | null;
  /** BILGE_URL: behind a proxy that rewrites Host, the page's origin is this one */
  url: string | null;
  /** an `Authorization: Bearer` header: no browser adds that by itself, so it cannot be forged by a page */
  hasBearer: boolean;
}): OriginVerdict {
  if (['GET', 'HEAD', 'OPTIONS'].includes(input.method.toUpperCase())) return { ok: true };
  if (input.hasBearer) return { ok: true };
  if (input.secFetchSite !== null)
    return input.secFetchSite === 'same-origin' ? { ok: true } : foreign(input.secFetchSite);
  // Browsers send Sec-Fetch-Site only to https and localhost: on a plain-http LAN there is the Origin alone.
  if (input.origin === null || !URL.canParse(input.origin)) return foreign(input.origin ?? 'no Origin');
  const origin = new URL(input.origin);
  if (input.host !== null && origin.host === input.host.toLowerCase()) return { ok: true };
  if (input.url !== null && URL.canParse(input.url) && origin.origin === new URL(input.url).origin) return { ok: true };
  return foreign(input.origin);
}

function foreign(what: string): OriginVerdict {
  return {
    ok: false,
    status: 403,
    userMessage: `This request would change something and did not come from a page of this dashboard (${what.slice(0, 100)}). Reload the page and try again. Behind a reverse proxy, set BILGE_URL to the address in the browser and pass the Host header on. Scripts use an API token.`,
  };
}
