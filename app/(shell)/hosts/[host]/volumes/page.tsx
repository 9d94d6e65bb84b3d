import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { hostPageWords } from '@/components/hosts/host-page-words';
import { NotScanned } from '@/components/hosts/not-scanned';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterLinks } from '@/components/ui/filter-links';
import { SectionNotice } from '@/components/ui/section-notice';
import { VolumeList } from '@/components/volumes/volume-list';
import { isKnownUnused } from '@/components/volumes/volume-words';
import type { VolumeRow } from '@/lib/domain/storage-report';
import { listProtections } from '@/lib/usecases/protections/protections';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'volumes');
}

const filters: { id: string; label: string; keeps: (volume: VolumeRow) => boolean }[] = [
  { id: 'all', label: hostPageWords.all, keeps: () => true },
  { id: 'unused', label: hostPageWords.unused, keeps: isKnownUnused },
  { id: 'anonymous', label: hostPageWords.anonymous, keeps: (volume) => volume.anonymous },
  {
    id: 'nested',
    label: hostPageWords.nested,
    keeps: (volume) => volume.nestedDocker.state === 'known' && volume.nestedDocker.value !== null,
  },
  { id: 'unmeasured', label: hostPageWords.sizeUnknown, keeps: (volume) => volume.bytes.state === 'unknown' },
];

export default async function VolumesPage({ params, searchParams }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report, mayPlan } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const { show } = await searchParams;
  const filter = filters.find(({ id }) => id === show) ?? filters[0];
  const volumes = report.volumes
    .filter((volume) => filter?.keeps(volume) ?? true)
    .sort((a, b) => sizeOf(b) - sizeOf(a) || a.name.localeCompare(b.name));
  const protectedNames = new Set(
    listProtections(context.app, context.actor, card.id).flatMap((entry) =>
      entry.kind === 'volume' ? [entry.object] : [],
    ),
  );
  const section = report.sections.volumes;
  return (
    <>
      <SectionNotice what={hostPageWords.volumes} section={section} />
      {report.volumes.length > 0 ? (
        <>
          <FilterLinks
            label={hostPageWords.whichVolumes}
            links={filters.map(({ id, label, keeps }) => ({
              href: id === 'all' ? `/hosts/${card.id}/volumes` : `/hosts/${card.id}/volumes?show=${id}`,
              label,
              count: report.volumes.filter(keeps).length,
              current: id === filter?.id,
            }))}
          />
          <div className="mt-4">
            <VolumeList report={report} volumes={volumes} mayPlan={mayPlan} protectedNames={protectedNames} />
          </div>
          {volumes.length === 0 ? <p className="text-soft">{hostPageWords.noMatch}</p> : null}
        </>
      ) : section.state === 'known' ? (
        <EmptyState title={hostPageWords.noVolumes} />
      ) : null}
    </>
  );
}

/** What has no size yet comes first: it may be the biggest. */
function sizeOf({ bytes }: VolumeRow): number {
  return bytes.state === 'known' ? bytes.value : Number.MAX_SAFE_INTEGER;
}
