import { isIP } from 'node:net';

/**
 * A foreign page can make its own name point at this machine (DNS rebinding) and would then be the same origin as the
 * dashboard. It cannot choose the name in the Host header, so only names that are this machine's are answered. An address
 * cannot be rebound.
 */
export type HostVerdict = { ok: true } | { ok: false; status: 421; userMessage: string };

export interface AllowedHosts {
  /** os.hostname() */
  machineName: string;
  /** BILGE_URL */
  url: string | null;
}

export function checkHostHeader(input: { host: string | null } & AllowedHosts): HostVerdict {
  const name = hostNameOf(input.host);
  if (name !== null && isAllowed(name, input)) return { ok: true };
  const shown = (input.host ?? '').slice(0, 100).replace(/[^\x21-\x7e]/g, '?') || '(none)';
  return {
    ok: false,
    status: 421,
    userMessage: `Bilge does not answer to the name ${shown}, because another site could have pointed it here. Open it by its IP address or by http://${machineLabel(input.machineName)}.local, or start it with BILGE_URL set to the address you type.`,
  };
}

/** The name or address of `name:port`, lower case, without the brackets of IPv6 and the final dot; null where it is none. */
function hostNameOf(host: string | null): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(host ?? '');
  if (!match?.[1]) return null;
  const name = match[1]
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  return name === '' ? null : name;
}

function isAllowed(name: string, allowed: AllowedHosts): boolean {
  if (isIP(name) !== 0) return true;
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const full = allowed.machineName.toLowerCase().replace(/\.$/, '');
  const label = machineLabel(allowed.machineName);
  if (full !== '' && (name === full || name === label || name === `${label}.local`)) return true;
  return allowed.url !== null && URL.canParse(allowed.url) && name === hostNameOf(new URL(allowed.url).host);
}

function machineLabel(machineName: string): string {
  return machineName.toLowerCase().split('.')[0] ?? '';
}
