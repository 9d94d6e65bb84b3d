import type { BootConfiguration } from '../../../domain/health-facts.ts';
import { failure, type Parts } from '../records.ts';

/** `isMounted`: what lsattr showed then belongs to the mounted filesystem, not to the directory below it. */
export function parseBootConfiguration(parts: Parts, isMounted: boolean): BootConfiguration {
  const attributes = parts.optional('attributes')?.toString('utf8').split(' ')[0] ?? null;
  return {
    fstab: parseFstab(parts.part('fstab').toString('utf8')),
    dockerUnit: unit(parts.optional('unit')?.toString('utf8') ?? null),
    bareDirectoryIsImmutable: isMounted || attributes === null ? null : attributes.includes('i'),
    openrcNeeds: openrcNeeds(parts.optional('openrc')?.toString('utf8') ?? null),
  };
}

/** fstab(5): six fields, the last two optional, `\040` for a blank. */
function parseFstab(text: string): BootConfiguration['fstab'] {
  return text.split('\n').flatMap((line) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const [source, mountPoint, type, options] = trimmed.split(/\s+/);
    if (source === undefined || mountPoint === undefined || type === undefined) {
      throw failure('fstab', 'a line has fewer than three fields', trimmed);
    }
    return [
      {
        source: fromOctal(source),
        mountPoint: fromOctal(mountPoint),
        type,
        options: (options ?? 'defaults').split(','),
        line: trimmed,
      },
    ];
  });
}

function unit(text: string | null): BootConfiguration['dockerUnit'] {
  if (text === null) return null;
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? null;
  // A unit that does not exist is shown too, with nothing in it.
  if (value('LoadState') !== 'loaded') return null;
  const words = (name: string) => (value(name) ?? '').split(' ').filter((word) => word !== '');
  return { requiresMountsFor: words('RequiresMountsFor'), after: words('After'), requires: words('Requires') };
}

function openrcNeeds(text: string | null): string[] | null {
  if (text === null) return null;
  const needs = /^\s*rc_need=["']?([^"'\n]*)/m.exec(text)?.[1] ?? '';
  return needs.split(/\s+/).filter((word) => word !== '');
}

function fromOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
