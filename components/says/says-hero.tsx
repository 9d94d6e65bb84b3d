import { ChevronRight } from 'lucide-react';
import { formatBytes } from '@/lib/domain/bytes';
import { ledgerTitles } from '@/lib/domain/ledger-titles';
import type { Report } from '@/lib/domain/report';
import { bilgeVersion } from '@/lib/domain/version';
import { DockerSaysTable } from '../ledger/docker-says';
import { alwaysLeaked, fillOf } from '../ledger/ledger-rows';
import { RowSwatch } from '../ledger/row-swatch';
import { SaveSays } from './save-says';
import { layOutSays, type Stretch } from './says-layout';
import { type SaysPicture, saysPicture } from './says-picture';
import { amountWords, diskWords, pictureWords, saysWords, unseenParts, unseenWords } from './says-words';

interface SaysHeroProps {
  report: Report;
  leaked: { bytes: number; count: number; exact: boolean } | null;
}

/** What Docker says above what the disk says, on one scale: the difference is what this program is about. */
export function SaysHero({ report, leaked }: SaysHeroProps) {
  const picture = saysPicture(report);
  const layout = layOutSays(picture);
  return (
    <section aria-labelledby="says-hero" className="mb-4 sm:mb-6">
      <h2 id="says-hero" className="sr-only">
        {saysWords.title}
      </h2>
      <div role="img" aria-label={pictureWords(picture)}>
        <BarLine name="Docker says" amount={amountWords(picture.docker)} />
        {layout.docker && picture.docker.state === 'known' ? (
          <Bar stretches={layout.docker} />
        ) : (
          <UnknownBar why={picture.docker.state === 'unknown' ? picture.docker.why : ''} />
        )}
        <BarLine name="The disk says" amount={diskWords(picture)} />
        {layout.disk && picture.disk.state === 'known' ? (
          <>
            <Bar stretches={[...layout.disk, ...layout.unseen]} />
            <p
              className={
                picture.unseen.state === 'known' && picture.unseen.bytes > 0
                  ? 'mt-1 text-right text-sm font-semibold text-leak'
                  : 'mt-1 text-right text-sm text-soft'
              }
            >
              {unseenWords(picture)}
            </p>
          </>
        ) : (
          <UnknownBar why={picture.disk.state === 'unknown' ? picture.disk.why : ''} />
        )}
      </div>
      <div className="flex flex-wrap items-start justify-between gap-x-4">
        <details className="group min-w-0 open:w-full">
          <summary className="tap inline-flex items-center gap-1.5 rounded-sm text-sm text-soft hover:text-ink">
            <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
            {saysWords.counted}
          </summary>
          <Counted picture={picture} report={report} leaked={leaked} />
        </details>
        <SaveSays picture={picture} hostName={report.host.name} scannedAt={report.collectedAt} version={bilgeVersion} />
      </div>
    </section>
  );
}

function BarLine({ name, amount }: { name: string; amount: string }) {
  return (
    <p className="mt-1 flex justify-between gap-3 text-sm">
      <span className="text-soft">{name}</span>
      <span className="font-semibold">{amount}</span>
    </p>
  );
}

function Bar({ stretches }: { stretches: readonly Stretch[] }) {
  return (
    <svg aria-hidden width="100%" height="18" className="block overflow-visible">
      <rect width="100%" height="18" rx="2" fill="var(--color-well)" />
      {stretches.map(({ row, start, width, bytes }) => (
        <rect
          key={row}
          x={`${start}%`}
          width={`${width}%`}
          height="18"
          fill={fillOf(row, alwaysLeaked)}
          stroke={row === 'leaked-layers' ? 'var(--color-leak)' : 'var(--color-paper)'}
          strokeWidth={row === 'leaked-layers' ? 1 : 0.75}
        >
          <title>{`${ledgerTitles[row].title}: ${formatBytes(bytes)}`}</title>
        </rect>
      ))}
    </svg>
  );
}

/** Never an empty bar: what is unknown is dashed and says why. */
function UnknownBar({ why }: { why: string }) {
  return <p className="outline-unknown px-2 text-xs leading-5 text-soft">{saysWords.unknown(why)}</p>;
}

const standInWords = {
  images: saysWords.images,
  containers: saysWords.containers,
  volumes: saysWords.volumes,
  'build-cache': saysWords.buildCache,
};

function Counted({ picture, report, leaked }: SaysHeroProps & { picture: SaysPicture }) {
  const { standIns, unseen, disk } = picture;
  const rows = [...(disk.state === 'known' ? disk.parts : []), ...(unseen.state === 'known' ? unseen.parts : [])];
  const parts = unseenParts(picture);
  return (
    <div className="flex max-w-prose flex-col gap-3 pb-2 text-sm text-soft">
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {rows.map(({ row, bytes }) => (
          <li key={row} className="inline-flex items-center gap-1.5">
            <RowSwatch row={row} /> {ledgerTitles[row].title} {formatBytes(bytes)}
          </li>
        ))}
      </ul>
      <p>{saysWords.whatCounts(parts === '' ? '' : saysWords.notCounted(parts))}</p>
      {standIns.length > 0 ? (
        <p>{saysWords.standIns(standIns.map((what) => standInWords[what]).join(saysWords.and))}</p>
      ) : null}
      {unseen.state === 'unknown' ? <p>{saysWords.leakedUnknown(unseen.why)}</p> : null}
      <DockerSaysTable says={report.dockerSays} leaked={leaked} />
    </div>
  );
}
