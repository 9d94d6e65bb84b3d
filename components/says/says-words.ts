import { formatBytes, formatBytesSum } from '@/lib/domain/bytes';
import { titleWithinSentence } from '@/lib/domain/ledger-titles';
import type { SaysBar, SaysPicture } from './says-picture';

/** `684 MiB`, `at least 684 MiB`, `unknown` */
export function amountWords(bar: SaysBar): string {
  return bar.state === 'unknown' ? 'unknown' : formatBytesSum(bar);
}

/** The disk's whole bar: what Docker counts, and what it does not. */
export function diskWords({ disk, unseen }: SaysPicture): string {
  if (disk.state === 'unknown') return 'unknown';
  const more = unseen.state === 'known' ? unseen : { bytes: 0, atLeast: true };
  return amountWords({ ...disk, bytes: disk.bytes + more.bytes, atLeast: disk.atLeast || more.atLeast });
}

/** The words at the difference. */
export function unseenWords({ unseen }: SaysPicture): string {
  if (unseen.state === 'unknown') return 'What Docker does not see is unknown';
  if (unseen.bytes > 0) return `${amountWords(unseen)} that Docker does not see`;
  return unseen.atLeast ? 'What Docker does not see is not measured yet' : 'Docker sees all of it';
}

/** `leaked layers 510 MiB, quarantine 12 MiB`; empty where there is one kind only. */
export function unseenParts({ unseen }: SaysPicture): string {
  if (unseen.state === 'unknown' || unseen.parts.length === 0) return '';
  return unseen.parts.map(({ row, bytes }) => `${titleWithinSentence(row)} ${formatBytes(bytes)}`).join(', ');
}

export function pictureWords(picture: SaysPicture): string {
  return `Docker says ${amountWords(picture.docker)}, the disk says ${diskWords(picture)}. ${unseenWords(picture)}.`;
}

/** Every text of “Docker says, the disk says” that the server draws. */
export const saysWords = {
  title: 'Docker says, the disk says',
  counted: 'What is counted',
  unknown: (why: string) => `Unknown: ${why}`,
  images: 'images',
  containers: 'containers',
  volumes: 'volumes',
  buildCache: 'build cache',
  whatCounts: (parts: string) =>
    `Docker counts images, containers, volumes and build cache.${parts} Its own small files are in neither bar.`,
  notCounted: (parts: string) => ` It does not count: ${parts}.`,
  standIns: (kinds: string) =>
    `Docker was not asked about ${kinds}: it would read every file to answer. Its bar shows what the disk says about them.`,
  and: ' and ',
  leakedUnknown: (why: string) => `What leaked is unknown: ${why}`,
};
