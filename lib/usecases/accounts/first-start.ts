import os from 'node:os';
import path from 'node:path';
import type { Settings } from '../server/settings.ts';

/**
 * What the terminal, or the container's log, shows until there is an admin. The code comes after the `#`: a browser sends that
 * part to no server, so it is in no Referer and in no log of a proxy.
 */
export function firstStartText(input: { code: string; addresses: readonly string[]; keyPlace: string }): string[] {
  const links = input.addresses.map((address) => `    ${new URL(`/welcome#code=${input.code}`, address)}`);
  return [
    '',
    'First start. Open this link and create the admin. It works once, and each start prints a new one:',
    '',
    ...links,
    '',
    `If you open Bilge at another address, enter this one-time code there: ${input.code}`,
    `Your hosts’ keys and passwords are encrypted with ${input.keyPlace}. Keep a copy of it elsewhere.`,
    '',
  ];
}

/** Where the dashboard can be opened: what BILGE_URL says, else every address that is listened on. */
export function ownAddresses(settings: Settings, environment: NodeJS.ProcessEnv = process.env): string[] {
  if (settings.url !== null) return [settings.url];
  const scheme = environment.BILGE_TLS_CERT && environment.BILGE_TLS_KEY ? 'https' : 'http';
  const isEverywhere = settings.listen === '0.0.0.0' || settings.listen === '::';
  const names = isEverywhere ? ['127.0.0.1', ...lanAddresses()] : [settings.listen];
  return names.map((name) => `${scheme}://${name.includes(':') ? `[${name}]` : name}:${environment.PORT ?? '3000'}`);
}

export function keyPlace(settings: Settings): string {
  if (settings.secret !== null) return 'BILGE_SECRET';
  return settings.secretFile ?? path.join(settings.dataDirectory, 'secret.key');
}

function lanAddresses(): string[] {
  return Object.values(os.networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => !entry.internal && entry.family === 'IPv4')
    .map((entry) => entry.address)
    .slice(0, 4);
}
