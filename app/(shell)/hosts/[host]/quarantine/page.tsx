import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { NotScanned } from '@/components/hosts/not-scanned';
import { quarantinePageWords } from '@/components/quarantine/quarantine-page-words';
import { QuarantineList } from '@/components/runs/quarantine-list';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { LocalTime } from '@/components/ui/relative-time';
import { SectionNotice } from '@/components/ui/section-notice';
import { listProtections } from '@/lib/usecases/protections/protections';
import { listQuarantine } from '@/lib/usecases/quarantine/quarantine';
import { quarantineOffers } from '@/lib/usecases/quarantine/quarantine-offers';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'quarantine');
}

export default async function QuarantinePage({ params }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report, mayPlan } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const quarantine = listQuarantine(context.app, context.actor, card.id);
  if (quarantine.state === 'unknown')
    return <SectionNotice what={quarantinePageWords.quarantine} section={quarantine} />;
  const since = card.state.state === 'unreachable' ? card.collectedAt : null;
  if (quarantine.value.length === 0) {
    return since === null ? (
      <EmptyState title={quarantinePageWords.empty}>{quarantinePageWords.aboutEmpty}</EmptyState>
    ) : (
      <EmptyState title={quarantinePageWords.unknown}>
        {quarantinePageWords.emptyAtScan(card.name)} <LocalTime at={since} />
        {quarantinePageWords.nothingSince}
      </EmptyState>
    );
  }
  const protectedObjects = listProtections(context.app, context.actor, card.id).map(
    ({ kind, object }) => `${kind}:${object}`,
  );
  const { keptBack, ...offers } = quarantineOffers(context.app, context.actor, card.id, null);
  return (
    <>
      {since === null ? null : (
        <Notice kind="warning" title={quarantinePageWords.lastScan} className="mb-4">
          {quarantinePageWords.noAnswer(card.name)} <LocalTime at={since} />
          {quarantinePageWords.nothingUntil}
        </Notice>
      )}
      <QuarantineList
        hostId={card.id}
        entries={quarantine.value.map((entry) => ({ ...entry, keptBack: keptBack[entry.entry] ?? null }))}
        mayPlan={mayPlan && since === null}
        offers={offers}
        protectedObjects={protectedObjects}
      />
    </>
  );
}
