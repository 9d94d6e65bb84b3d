import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { NotScanned } from '@/components/hosts/not-scanned';
import { layerTableData } from '@/components/layers/layer-entries';
import { layerPageWords } from '@/components/layers/layer-page-words';
import { LayersView } from '@/components/layers/layers-view';
import { Notice } from '@/components/ui/notice';
import { SectionNotice } from '@/components/ui/section-notice';
import { readLeakedOffers } from '@/lib/usecases/plans/actions';
import { listProtections } from '@/lib/usecases/protections/protections';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, layerPageWords.title);
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
        <Notice key={refusal.code} kind="warning" title={layerPageWords.nothingRemoved} className="mb-4">
          {refusal.excuse}
        </Notice>
      ))}
      <SectionNotice what={layerPageWords.layers} section={layers} />
      {layers.state === 'known' ? <SectionNotice what={layerPageWords.leaks} section={leaks} /> : null}
      {layers.state === 'known' ? <SectionNotice what={layerPageWords.subvolumes} section={subvolumes} /> : null}
      {report.pinningSnapshots.length > 0 ? (
        <Notice kind="info" title={layerPageWords.snapshots(report.pinningSnapshots.length)} className="mb-4">
          {layerPageWords.deletedStays(report.pinningSnapshots.map((snapshot) => snapshot.label).join(', '))}
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
