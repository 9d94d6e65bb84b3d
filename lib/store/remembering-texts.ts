import type { HostId } from '../domain/ids.ts';

/** More than anyone has: what is held stays small, and what is not held is parsed again. */
const mostHosts = 256;

/**
 * Reads the rows of a host, and parses only those whose text is another than at the last time. The text itself decides, so what another
 * process writes (the command line beside a server) is seen at once. A host keeps what it was asked for last and nothing older, and
 * of many hosts those read last are kept. What comes back is shared: no caller may change it.
 */
export function rememberingTexts<Row extends { json: string }, T>(
  nameOf: (row: Row) => string,
  parse: (row: Row) => T,
): (hostId: HostId, rows: readonly Row[]) => T[] {
  const held = new Map<HostId, ReadonlyMap<string, { json: string; value: T }>>();
  return (hostId, rows) => {
    const before = held.get(hostId);
    const now = new Map<string, { json: string; value: T }>();
    const values = rows.map((row) => {
      const name = nameOf(row);
      const last = before?.get(name);
      const kept = last?.json === row.json ? last : { json: row.json, value: parse(row) };
      now.set(name, kept);
      return kept.value;
    });
    held.delete(hostId);
    if (now.size > 0) held.set(hostId, now);
    for (const oldest of held.keys()) {
      if (held.size <= mostHosts) break;
      held.delete(oldest);
    }
    return values;
  };
}
