import type { PaletteCommand } from './palette-commands';

export interface PaletteEntry {
  group: 'Pages' | 'Hosts' | 'Findings' | 'Actions';
  label: string;
  detail?: string;
  /** where it leads, or what it does */
  target: string | PaletteCommand;
}

export interface PaletteGroup {
  heading: 'Recent' | PaletteEntry['group'];
  entries: PaletteEntry[];
}

/** With a hundred hosts there are many hundreds of entries; these are enough to read. */
const mostShown = 40;
const mostRecent = 5;
const storageKey = 'bilge-palette-recent';

export function idOfEntry({ group, label, detail }: PaletteEntry): string {
  return `${group} ${label} ${detail ?? ''}`.trim();
}

/** Every word of the question must occur, in any order. */
export function matches(entry: PaletteEntry, question: string): boolean {
  const text = idOfEntry(entry).toLowerCase();
  return question
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Recent choices come first until a question is typed; entries that no longer exist are left out. */
export function groupsFor(
  entries: readonly PaletteEntry[],
  question: string,
  recentIds: readonly string[],
): PaletteGroup[] {
  const isAsked = question.trim() !== '';
  const recent = isAsked ? [] : recentIds.flatMap((id) => entries.find((entry) => idOfEntry(entry) === id) ?? []);
  const others = entries
    .filter((entry) => !recent.includes(entry) && matches(entry, question.trim()))
    .slice(0, mostShown - recent.length);
  const groups: PaletteGroup[] = recent.length > 0 ? [{ heading: 'Recent', entries: recent }] : [];
  for (const entry of others) {
    const group = groups.find(({ heading }) => heading === entry.group);
    if (group) group.entries.push(entry);
    else groups.push({ heading: entry.group, entries: [entry] });
  }
  return groups;
}

/** The newest first, each once. */
export function withRecent(recentIds: readonly string[], chosen: string): string[] {
  return [chosen, ...recentIds.filter((id) => id !== chosen)].slice(0, mostRecent);
}

/** Kept in this browser only. Without storage there is no such group. */
export function readRecent(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string').slice(0, mostRecent) : [];
  } catch {
    return [];
  }
}

export function keepRecent(recentIds: readonly string[]): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(recentIds));
  } catch {
    // A full or forbidden storage must not keep anyone from a page.
  }
}
