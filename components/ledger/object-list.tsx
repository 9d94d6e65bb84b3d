import type { Fact } from '@/lib/domain/fact';
import { printableName } from '@/lib/domain/names';
import { BytesFact } from '../ui/bytes-value';
import { Link } from '../ui/link';
import { ledgerWords } from './ledger-words';
import { MeasureButton } from './measure-button';

export interface LedgerObject {
  name: string;
  note: string;
  bytes: Fact<number>;
  href?: string;
  /** what a walk of this one object is asked by */
  measure?: { kind: string; object: string };
}

const most = 10;

/** Largest first; objects without a size come last and say so. */
function bySize(a: LedgerObject, b: LedgerObject): number {
  return sizeOf(b) - sizeOf(a);
}

function sizeOf({ bytes }: LedgerObject): number {
  return bytes.state === 'known' ? bytes.value : -1;
}

/** Not measured yet, as against what could not be read. */
export function isUnmeasured(bytes: Fact<number>): boolean {
  return bytes.state === 'unknown' && bytes.reason === 'not-collected';
}

interface ObjectListProps {
  objects: readonly LedgerObject[];
  /** where all of them are listed */
  allHref?: string;
  host: { id: string; name: string };
}

export function ObjectList({ objects, allHref, host }: ObjectListProps) {
  const shown = [...objects].sort(bySize).slice(0, most);
  return (
    <div>
      <ul className="max-w-3xl">
        {shown.map((object) => (
          <li key={object.name} className="flex min-h-8 items-center gap-3 py-0.5">
            <span className="min-w-0 flex-1 truncate">
              {object.href ? (
                <Link href={object.href} className="inline-block font-mono text-xs leading-7 hover:underline">
                  {printableName(object.name)}
                </Link>
              ) : (
                <span className="font-mono text-xs">{printableName(object.name)}</span>
              )}
              <span className="ml-2 text-xs text-faint">{object.note}</span>
            </span>
            {object.measure && isUnmeasured(object.bytes) ? (
              <MeasureButton hostId={host.id} hostName={host.name} only={object.measure} what={object.name} />
            ) : (
              <BytesFact fact={object.bytes} className="text-sm" />
            )}
          </li>
        ))}
      </ul>
      {allHref ? (
        <Link href={allHref} className="mt-1 inline-block text-sm text-signal-deep underline">
          {objects.length > most ? ledgerWords.all(objects.length) : ledgerWords.inTable}
        </Link>
      ) : objects.length > most ? (
        <p className="mt-1 text-xs text-faint">{ledgerWords.smaller(objects.length - most)}</p>
      ) : null}
    </div>
  );
}
