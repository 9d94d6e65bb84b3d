import { formatBytes } from './bytes.ts';
import { counted } from './format.ts';
import { type Difference, type ReceiptKind, type RunReceipt, receiptKinds, type Untouched } from './receipt.ts';

const nouns: Record<ReceiptKind, string> = { images: 'image', containers: 'container', volumes: 'volume' };

const differenceWords: Record<Difference, string> = {
  added: 'created',
  removed: 'removed',
  started: 'started',
  stopped: 'stopped',
  changed: 'changed',
};

export interface ReceiptWords {
  /** `Unchanged, checked: 2 images, 2 containers, 2 volumes.` Null where nothing could be compared. */
  unchanged: string | null;
  /** `Not Docker, about 2.7 GiB: never opened.` */
  notDocker: string | null;
  /** `1 container started meanwhile, not by this run: web.` */
  meanwhile: string[];
  /** `Volumes could not be compared: …` */
  unknown: string[];
}

/** The receipt, for a page, the command line and paper. */
export function receiptWords(receipt: RunReceipt): ReceiptWords {
  const words: ReceiptWords = {
    unchanged: null,
    notDocker: notDockerWords(receipt.notDocker),
    meanwhile: [],
    unknown: [],
  };
  const unchanged: string[] = [];
  for (const kind of receiptKinds) {
    const fact = receipt[kind];
    if (fact.state === 'unknown') {
      words.unknown.push(`${titled(kind)} could not be compared: ${fact.detail}`);
      continue;
    }
    unchanged.push(counted(fact.value.unchanged, nouns[kind]));
    for (const { difference, count, names } of fact.value.meanwhile) {
      const rest = count - names.length;
      const named = names.length === 0 ? '' : `: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
      const what = `${counted(count, nouns[kind])} ${differenceWords[difference]} meanwhile`;
      words.meanwhile.push(`${what}, not by this run${named}.`);
    }
  }
  if (unchanged.length > 0) words.unchanged = `Unchanged, checked: ${unchanged.join(', ')}.`;
  return words;
}

const scanFollowsMs = 10 * 60_000;

/** Whether the scan that was compared came long after the run: then much of what changed may be everyday use. */
export function isLate({ after }: Pick<RunReceipt, 'after'>, endedAt: string | null): boolean {
  return endedAt !== null && Date.parse(after) - Date.parse(endedAt) > scanFollowsMs;
}

/** The scan after a run makes its receipt; whether that scan may still be running. */
export function isBeingCompared(endedAt: string | null, now: Date): boolean {
  return endedAt !== null && now.getTime() - Date.parse(endedAt) < scanFollowsMs;
}

/** Why there is no comparison yet. */
export const notComparedYet =
  'Not compared yet: the next scan of this host that succeeds is compared, unless another run begins before it.';

/** What a plan leaves as it is, in the words of the receipt that its run will get. */
export function untouchedWords(untouched: Untouched): string[] {
  const counts = receiptKinds.flatMap((kind) => {
    const fact = untouched[kind];
    return fact.state === 'known' && fact.value > 0 ? [counted(fact.value, nouns[kind])] : [];
  });
  const unread = receiptKinds.filter((kind) => untouched[kind].state === 'unknown');
  const notDocker = notDockerWords(untouched.notDocker);
  return [
    ...(notDocker === null ? [] : [notDocker]),
    ...(counts.length > 0 ? [`Not changed: ${counts.join(', ')}.`] : []),
    ...(unread.length > 0 ? [`Not counted, because Docker did not list them: ${unread.join(', ')}.`] : []),
  ];
}

/** Where the amount is unknown it is still never opened. */
function notDockerWords(bytes: Untouched['notDocker']): string | null {
  if (bytes === null) return null;
  if (bytes.state === 'unknown') return 'Not Docker (amount unknown): never opened.';
  return bytes.value > 0 ? `Not Docker, about ${formatBytes(bytes.value)}: never opened.` : null;
}

function titled(kind: ReceiptKind): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}
