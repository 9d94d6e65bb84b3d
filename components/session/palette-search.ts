import type { PaletteCommand } from './palette-commands';
import { paletteWords } from './palette-words';

export interface PaletteEntry {
  group: 'Pages' | 'Hosts' | 'Findings' | 'Actions' | 'Runs' | 'Search';
  label: string;
  detail?: string;
  /** what people also call it, old words too; not shown */
  words?: string;
  /** where it leads, or what it does */
  target: string | PaletteCommand;
}

export interface PaletteGroup {
  heading: 'Recent' | PaletteEntry['group'];
  entries: PaletteEntry[];
}

/** Each place and action is one entry for each host. They are made here, once something is asked: every page would carry all of them otherwise. */
export interface PalettePerHost {
  /** pages of a host, below its own */
  places: readonly { path: string; title: string; words: string }[];
  actions: readonly { id: string; title: string; words: readonly string[] }[];
  hosts: readonly { id: string; name: string }[];
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
  return rankOf(entry, question) !== null;
}

/** 0: by what is shown. 1: by what people also call it. null: not at all. */
function rankOf(entry: PaletteEntry, question: string): number | null {
  const shown = idOfEntry(entry).toLowerCase();
  const all = `${shown} ${entry.words?.toLowerCase() ?? ''}`;
  const asked = question.toLowerCase().trim().split(/\s+/);
  if (asked.every((word) => shown.includes(word))) return 0;
  return asked.every((word) => all.includes(word)) ? 1 : null;
}

/**
 * Recent choices come first until a question is typed; entries that no longer exist are left out. A question never ends in nothing: the
 * findings can be searched for it, and the hosts for something of that name.
 */
export function groupsFor(
  entries: readonly PaletteEntry[],
  question: string,
  recentIds: readonly string[],
  perHost: PalettePerHost = { places: [], actions: [], hosts: [] },
): PaletteGroup[] {
  const asked = question.trim();
  const all = [...entries, ...entriesPerHost(perHost)];
  const recent = asked === '' ? recentIds.flatMap((id) => all.find((entry) => idOfEntry(entry) === id) ?? []) : [];
  const ranked = (asked === '' ? entries : all)
    .filter((entry) => !recent.includes(entry))
    .flatMap((entry) => {
      const rank = rankOf(entry, asked);
      return rank === null ? [] : [{ rank, entry }];
    })
    .sort((one, other) => one.rank - other.rank);
  const others = ranked.slice(0, mostShown - recent.length).map(({ entry }) => entry);
  const groups: PaletteGroup[] = recent.length > 0 ? [{ heading: 'Recent', entries: recent }] : [];
  for (const entry of others) {
    const group = groups.find(({ heading }) => heading === entry.group);
    if (group) group.entries.push(entry);
    else groups.push({ heading: entry.group, entries: [entry] });
  }
  if (asked === '') return groups;
  const search: PaletteGroup = { heading: 'Search', entries: searchEntries(asked) };
  // A pasted id or path is looked up far more often than it is part of a page's name.
  return looksPasted(asked) ? [search, ...groups] : [...groups, search];
}

function entriesPerHost({ places, actions, hosts }: PalettePerHost): PaletteEntry[] {
  return hosts.flatMap((host) => [
    ...places.map(
      ({ path, title, words }): PaletteEntry => ({
        group: 'Hosts',
        label: `${host.name}: ${title}`,
        words,
        target: `/hosts/${host.id}/${path}`,
      }),
    ),
    ...actions.map(
      ({ id, title, words }): PaletteEntry => ({
        group: 'Actions',
        label: title,
        detail: host.name,
        words: `action ${words.join(' ')}`,
        target: `/hosts/${host.id}/actions#${id}`,
      }),
    ),
  ]);
}

function searchEntries(asked: string): PaletteEntry[] {
  const owner: PaletteEntry = {
    group: 'Search',
    label: paletteWords.whoOwns(asked),
    target: `/whois?${new URLSearchParams({ name: asked })}`,
  };
  const findings: PaletteEntry = {
    group: 'Search',
    label: paletteWords.searchFindings(asked),
    target: `/health?${new URLSearchParams({ find: asked })}`,
  };
  return looksPasted(asked) ? [owner, findings] : [findings, owner];
}

/** A path, a digest, or at least the twelve characters that Docker shows of an id. */
function looksPasted(asked: string): boolean {
  return /^\/|^sha256:|\/.+\/|^[0-9a-f]{12,}(?:-init)?$|^[0-9a-z]{25}$/.test(asked);
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
