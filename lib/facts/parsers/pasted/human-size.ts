const exponents: Record<string, number> = { '': 0, k: 1, m: 2, g: 3, t: 4, p: 5, e: 6 };

/**
 * Sizes as tools print them for people. `iB` is always a power of 1024; a unit with `B` (`107.4 GB`, `65.54kB`) is decimal,
 * as Docker's HumanSize prints it; a bare letter (`3.4T` of df, lvs, zfs) is a power of 1024. Engines up to 1.12 put a
 * space before the unit. btrfs-progs before 3.16 wrote `GB` and meant GiB: its callers say so with `binary`.
 * null = not a size. German and French locales write a comma.
 */
export function parseHumanSize(text: string, options: { binary?: boolean } = {}): number | null {
  const match = /^<?\s*(\d{1,15})(?:[.,](\d{1,9}))?\s*([kmgtpe]?)(i?b(?:ytes?)?|i)?$/i.exec(text.trim());
  if (!match) return null;
  const [, whole = '', fraction = '', letter = '', suffix = ''] = match;
  if (letter === '' && suffix.toLowerCase().startsWith('i')) return null;
  const isDecimal = letter !== '' && /^b/i.test(suffix) && !options.binary;
  const exponent = exponents[letter.toLowerCase()] ?? 0;
  return Math.round(Number(`${whole}.${fraction || 0}`) * (isDecimal ? 1000 : 1024) ** exponent);
}
