import type { ImageArchive, ImageBackup, PullableImage } from '../../../domain/image-backup.ts';
import { failure, type Parts, textLines, wholeNumber } from '../records.ts';

/**
 * `record:1`: the name of the record, then its lines (lib/actions/ops/shell/image-backup.sh):
 *
 *   run_0123456789
 *   # for a person
 *   folder /mnt/big/docker-images
 *   at 2026-12-01T09:00:00Z
 *   saved images-1.tar 12345 SHA256 sha256:ID app:1,app:2      (- for no tags; one line for each image)
 *   pull sha256:ID name@sha256:DIGEST app:3
 */
export function parseImageBackups(parts: Parts): ImageBackup[] {
  parts.part('looked');
  return parts.withPrefix('record:').map(({ bytes }) => {
    const [runId = '', ...said] = textLines(bytes);
    const words = said.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(' '));
    const one = (key: string): string => words.find(([first]) => first === key)?.[1] ?? '';
    const folder = one('folder');
    if (!folder.startsWith('/')) throw failure('image backups', 'a record names no folder', folder);
    const of = (key: string) => words.filter(([first]) => first === key).map(([, ...rest]) => rest);
    return { runId, folder, at: one('at'), archives: archivesOf(of('saved')), pullable: of('pull').map(pullableOf) };
  });
}

function archivesOf(saved: readonly string[][]): ImageArchive[] {
  const archives = new Map<string, ImageArchive>();
  for (const [file = '', bytes, sha256 = '', id = '', references = ''] of saved) {
    if (!/^[A-Za-z0-9.-]+$/.test(file) || !/^[0-9a-f]{64}$/.test(sha256) || id === '')
      throw failure('image backups', 'a line about an archive has another form', `${file} ${sha256} ${id}`);
    const archive = archives.get(file) ?? { file, bytes: wholeNumber(bytes, 'image backups'), sha256, images: [] };
    archive.images.push({ id, references: referencesOf(references) });
    archives.set(file, archive);
  }
  return [...archives.values()];
}

function pullableOf([id = '', digest = '', references = '']: string[]): PullableImage {
  if (!digest.includes('@')) throw failure('image backups', 'a line about a digest has another form', digest);
  return { id, digest, references: referencesOf(references) };
}

const referencesOf = (word: string): string[] => (word === '' || word === '-' ? [] : word.split(','));
