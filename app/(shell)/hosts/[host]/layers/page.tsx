import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { NotScanned } from '@/components/hosts/not-scanned';
import { layerTableData } from '@/components/layers/layer-entries';
import { LayersView } from '@/components/layers/layers-view';
import { Notice } from '@/components/ui/notice';
import { SectionNotice } from '@/components/ui/section-notice';
import { readLeakedOffers } from '@/lib/usecases/plans/actions';
import { listProtections } from '@/lib/usecases/protections/protections';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'layers & subvolumes');
}

export default async function LayersPage({ params }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report, mayPlan } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const data = layerTableData(report);
  const protections = listProtections(context.app, context.actor, card.id);
  const protectedNames = protections.flatMap(({ kind, object }) =>
    kind === 'layer' || kind === 'containerd-lease' ? [object] : [],
  );
  const { layers, subvolumes, leaks } = report.sections;
  return (
    <>
      {report.refusals.map((refusal) => (
        <Notice key={refusal.code} kind="warning" title="Bilge removes nothing here" className="mb-4">
          {refusal.excuse}
        </Notice>
      ))}
      <SectionNotice what="Layers" section={layers} />
      {layers.state === 'known' ? <SectionNotice what="Leaks" section={leaks} /> : null}
      {layers.state === 'known' ? <SectionNotice what="Subvolumes" section={subvolumes} /> : null}
      {report.pinningSnapshots.length > 0 ? (
        <Notice
          kind="info"
          title={
            report.pinningSnapshots.length === 1
              ? 'A snapshot on the host keeps Docker’s space in use'
              : `${report.pinningSnapshots.length} snapshots on the host keep Docker’s space in use`
          }
          className="mb-4"
        >
          {`Deleted data stays on the disk until these are deleted too: ${report.pinningSnapshots.map((snapshot) => snapshot.label).join(', ')}.`}
        </Notice>
      ) : null}
      {data.entries.length > 0 ? (
        <LayersView
          hostId={card.id}
          data={data}
          mayPlan={mayPlan}
          protectedNames={protectedNames}
          offers={readLeakedOffers(context.app, context.actor, card.id)}
        />
      ) : null}
    </>
  );
}
