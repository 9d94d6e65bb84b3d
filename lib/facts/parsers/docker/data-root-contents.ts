import type { DataRootContents } from '../../../domain/storage-facts.ts';
import { failure, lines, nulNames, type Parts, textLines, wholeNumber } from '../records.ts';

/**
 * What `bilge_contents KEY` prints (collectors/data-root-contents.ts):
 *
 *   root        2049 131090 1795230792
 *   engineId    e4c5…
 *   drivers     overlay2
 *   volumes     db NUL 0123… NUL
 *   containers  0123… NUL
 *   digest      3915528286 75
 *   names       containers/0123…/config.v2.json:"Name":"/web"
 */
export function parseContents(parts: Parts, key: string): DataRootContents {
  const what = 'another data root';
  const [device = '', inode, modified] = parts.part(`root:${key}`).toString('latin1').trim().split(' ');
  if (!/^\d+$/.test(device)) throw failure(what, 'its own record has another form', device);
  const names = new Map<string, string>();
  for (const line of textLines(parts.part(`names:${key}`))) {
    const found = /^containers\/([^/]+)\/config\.v2\.json:"Name":"\/([^"]*)"$/.exec(line);
    if (found !== null) names.set(found[1] ?? '', found[2] ?? '');
  }
  return {
    device,
    inode: wholeNumber(inode, what),
    modifiedSeconds: wholeNumber(modified, what),
    engineId: parts.part(`engineId:${key}`).toString('utf8').trim() || null,
    drivers: lines(parts.part(`drivers:${key}`)).map((line) => line.toString('latin1')),
    containers: nulNames(parts.part(`containers:${key}`)).map((id) => ({ id, name: names.get(id) ?? null })),
    volumes: nulNames(parts.part(`volumes:${key}`)),
    contentsDigest: parts.part(`digest:${key}`).toString('latin1').trim(),
  };
}
