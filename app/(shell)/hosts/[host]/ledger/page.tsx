import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { TreemapView } from '@/components/charts/treemap-view';
import { NotScanned } from '@/components/hosts/not-scanned';
import { DockerSaysTable } from '@/components/ledger/docker-says';
import { FilesystemLedger } from '@/components/ledger/filesystem-ledger';
import { diskLeaves } from '@/components/ledger/ledger-objects';
import { leakedRowsOf } from '@/components/ledger/ledger-rows';
import { ledgerWords } from '@/components/ledger/ledger-words';
import { MeasureButton } from '@/components/ledger/measure-button';
import { SectionNotice } from '@/components/ui/section-notice';
import { filesystemOfDataRoot } from '@/lib/domain/data-root-filesystem';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'ledger');
}

export default async function LedgerPage({ params }: HostPageProps) {
  const { card, report } = await readHostPage(await requirePageActor(), params);
  if (!report) return <NotScanned host={card} />;
  const leakedRows = leakedRowsOf(report.leaks);
  const withRows = report.filesystems.filter((filesystem) =>
    report.ledger.some((row) => row.filesystem === filesystem.id),
  );
  const disk = filesystemOfDataRoot(withRows);
  const leaves = disk ? diskLeaves(report, disk.id) : [];
  return (
    <>
      <SectionNotice what={ledgerWords.ledger} section={report.sections.ledger} />
      {disk && leaves.length > 0 ? (
        <section aria-labelledby="map" className="mb-8">
          <h2 id="map" className="sr-only">
            {ledgerWords.map}
          </h2>
          <TreemapView leaves={leaves} leakedRows={[...leakedRows]} filesystem={disk.id} />
        </section>
      ) : null}
      <div className="grid gap-x-12 gap-y-10 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-10">
          {withRows.map((filesystem) => (
            <FilesystemLedger key={filesystem.id} filesystem={filesystem} report={report} leakedRows={leakedRows} />
          ))}
          {withRows.length === 0 ? <p className="text-soft">{ledgerWords.noFilesystem}</p> : null}
        </div>
        <div className="flex min-w-0 flex-col gap-8">
          <section aria-labelledby="says">
            <h2 id="says" className="mb-2 text-lg font-semibold">
              {ledgerWords.saysTitle}
            </h2>
            <DockerSaysTable
              says={report.dockerSays}
              leaked={card.leaked.state === 'known' ? card.leaked.value : null}
            />
          </section>
          <MeasureButton hostId={card.id} hostName={card.name} />
        </div>
      </div>
    </>
  );
}
