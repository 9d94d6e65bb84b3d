import type { WhoisHow } from '../../../domain/answers/whois.ts';
import { printableName } from '../../../domain/names.ts';
import { withoutDigest } from '../ownership/layer-names.ts';
import { engineObjects } from './engine-objects.ts';
import type { KnownObject, Searched, WhoisInput } from './known-object.ts';
import { layerObjects, subvolumeObjects } from './layer-objects.ts';
import { otherObjects } from './other-objects.ts';

/** Shorter beginnings of a name would find half the host. */
const shortestPrefix = 4;
/** A part of a path counts only where it is an id: `diff` and `_data` are everywhere. */
const shortestPart = 12;

export interface Found {
  how: WhoisHow;
  object: KnownObject;
}

export interface WhoisView {
  found: Found[];
  searched: Searched[];
}

/**
 * Who owns a name, from the last scan alone. The surest way of finding wins, and what it finds is all that is answered: a whole name or
 * path, then a path inside an object, then an id that is one part of a path, then the beginning of a name.
 */
export function whois(input: WhoisInput, asked: string): WhoisView {
  const searched = [...layerObjects(input), subvolumeObjects(input), ...engineObjects(input), ...otherObjects(input)];
  const objects = searched.flatMap(({ objects: each }) => (each.state === 'known' ? each.value : []));
  const called = byName(objects);
  const question = plainPath(input, asked.trim());
  const ways: ((question: string) => Found[])[] = [
    (each) => exact(called, each),
    (each) => inside(objects, each),
    (each) => part(called, each),
    (each) => prefix(objects, each),
  ];
  for (const find of ways) {
    const found = find(question);
    if (found.length > 0) return { found, searched };
  }
  return { found: [], searched };
}

/** Docker may name its data root by a link; the scan holds the resolved path. */
function plainPath({ facts }: WhoisInput, asked: string): string {
  const path = asked.length > 1 ? asked.replace(/\/+$/, '') : asked;
  const { dataRoot } = facts.sections;
  if (dataRoot.state === 'unknown') return path;
  const { requestedPath, path: resolved } = dataRoot.value;
  return isWithin(path, requestedPath) ? resolved + path.slice(requestedPath.length) : path;
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || (directory !== '' && path.startsWith(`${directory}/`));
}

/** `docker.io/library/nginx` is what `nginx` is called elsewhere; ids stand with and without `sha256:`. */
function plainName(name: string): string {
  return withoutDigest(name)
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^library\//, '');
}

type Called = (question: string) => readonly KnownObject[];

/**
 * Found without a walk over all objects: a path of four kilobytes has hundreds of parts, a host tens of thousands of names. A name with
 * signs that cannot be seen is shown escaped, and copied as it is shown.
 */
function byName(objects: readonly KnownObject[]): Called {
  const plain = new Map<string, number[]>();
  const shown = new Map<string, number[]>();
  const note = (map: Map<string, number[]>, name: string, at: number): void => {
    const known = map.get(name);
    if (known === undefined) map.set(name, [at]);
    else known.push(at);
  };
  for (const [at, { names, paths }] of objects.entries()) {
    for (const name of names) {
      note(plain, plainName(name), at);
      note(shown, printableName(name), at);
    }
    for (const path of paths) note(shown, path, at);
  }
  return (question) => {
    const found = new Set([...(plain.get(plainName(question)) ?? []), ...(shown.get(question) ?? [])]);
    return [...found].sort((one, other) => one - other).flatMap((at) => objects[at] ?? []);
  };
}

function exact(called: Called, question: string): Found[] {
  return called(question).map((object) => ({ how: 'exact', object }));
}

/** The innermost object wins: a volume lies in the data root too. */
function inside(objects: readonly KnownObject[], question: string): Found[] {
  if (!question.startsWith('/')) return [];
  let deepest = 0;
  let found: Found[] = [];
  for (const object of objects) {
    for (const path of object.paths) {
      if (path.length < deepest || !isWithin(question, path)) continue;
      if (path.length > deepest) found = [];
      deepest = path.length;
      found.push({ how: 'inside', object });
    }
  }
  return found;
}

/** `/host/var/lib/docker/overlay2/<id>/diff`, as another container or a mount table sees it. The last such part is the innermost. */
function part(called: Called, question: string): Found[] {
  if (!question.includes('/')) return [];
  const parts = question.split('/').filter((each) => each.length >= shortestPart);
  for (const each of parts.reverse()) {
    const found = called(each);
    if (found.length > 0) return found.map((object) => ({ how: 'part', object }));
  }
  return [];
}

function prefix(objects: readonly KnownObject[], question: string): Found[] {
  const wanted = plainName(question);
  if (wanted.length < shortestPrefix) return [];
  return objects
    .filter(({ names }) => names.some((name) => plainName(name).startsWith(wanted)))
    .map((object) => ({ how: 'prefix', object }));
}
