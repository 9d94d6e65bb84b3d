import { printableName } from '@/lib/domain/names.ts';
import type { ActivityEntry } from '@/lib/usecases/accounts/activity.ts';

export const activityColumns = ['id', 'at', 'actorKind', 'actor', 'action', 'subject', 'host', 'result', 'detail'];

export function activityLine(entry: ActivityEntry, hostName: string | null): string {
  const { id, at, actorKind, actor, action, subject, hostId, result, detail } = entry;
  const cells = [
    id,
    at,
    actorKind,
    actor,
    action,
    subject ?? '',
    hostName ?? hostId ?? '',
    result,
    JSON.stringify(detail),
  ];
  return csvLine(cells.map(String));
}

/** One line of RFC 4180, without its end. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(',');
}

/**
 * Names and problems come from people and hosts. A spreadsheet runs a cell that begins like a formula (full-width signs too), so
 * such a cell gets an apostrophe in front (OWASP "CSV injection"). Every cell is quoted; one that is set to cut at `;` forgets the
 * quotes in the middle of a line and begins a new cell there, which gets its apostrophe as well.
 */
export function csvCell(text: string): string {
  const harmless = printableName(text).replace(
    /(^|;)(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212])/g,
    "$1$2'",
  );
  return `"${harmless.replaceAll('"', '""')}"`;
}
