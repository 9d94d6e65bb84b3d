import type { ReactNode } from 'react';
import type { HostGrowth } from '@/lib/domain/answers/growth';
import { printableName } from '@/lib/domain/names';
import { BytesValue } from '../ui/bytes-value';
import { Link } from '../ui/link';
import { LocalTime } from '../ui/relative-time';
import { historyWords } from './history-words';

type Grown = HostGrowth['grown'][number];

const kindWords: Record<Grown['kind'], string> = {
  volume: historyWords.volume,
  image: historyWords.image,
  container: historyWords.container,
  'build-cache': historyWords.buildCache,
  leak: historyWords.leaked,
};

/** `volume photos`, `build cache` */
function ownerWords({ owner, kind }: Grown): string {
  const name = owner.slice(kind.length + 1);
  return name === '' ? kindWords[kind] : `${kindWords[kind]} ${printableName(name)}`;
}

function GrownLine({ grown, children }: { grown: Grown; children?: ReactNode }) {
  return (
    <li className="flex justify-between gap-4 border-b border-line py-1.5 last:border-b-0">
      <span className="min-w-0 break-words">
        {ownerWords(grown)}
        {children}
        {grown.isNew ? <span className="text-faint"> {historyWords.isNew}</span> : null}
      </span>
      <span className="shrink-0">
        +<BytesValue bytes={grown.bytes} />
      </span>
    </li>
  );
}

/** What grew on one host. */
export function GrowthList({ growth }: { growth: HostGrowth }) {
  return (
    <section aria-labelledby="grew" className="mt-10">
      <h2 id="grew" className="text-lg font-semibold">
        {historyWords.grew}
      </h2>
      <p className="mt-1 text-sm text-soft">
        {historyWords.since} <LocalTime at={growth.from} show="day" />.
      </p>
      {growth.grown.length === 0 ? (
        <p className="mt-2 text-sm text-soft">{historyWords.nothingGrew}</p>
      ) : (
        <ul className="mt-2 max-w-prose text-sm">
          {growth.grown.map((each) => (
            <GrownLine key={each.owner} grown={each} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface FleetGrowthProps {
  hosts: readonly { id: string; name: string; growth: HostGrowth | null }[];
}

const mostLines = 5;

/** What grew most this week, over all hosts. */
export function FleetGrowth({ hosts }: FleetGrowthProps) {
  const lines = hosts
    .flatMap(({ id, name, growth }) => (growth?.grown ?? []).map((each) => ({ id, name, each })))
    .sort((one, other) => other.each.bytes - one.each.bytes)
    .slice(0, mostLines);
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby="grew-this-week" className="mt-8">
      <h2 id="grew-this-week" className="text-base font-semibold">
        {historyWords.grewThisWeek}
      </h2>
      <ul className="mt-1 max-w-prose text-sm">
        {lines.map(({ id, name, each }) => (
          <GrownLine key={`${id} ${each.owner}`} grown={each}>
            {' '}
            {historyWords.on}{' '}
            <Link href={`/hosts/${id}/history`} className="underline">
              {name}
            </Link>
          </GrownLine>
        ))}
      </ul>
    </section>
  );
}
