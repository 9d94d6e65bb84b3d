import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { requirePageActor } from '@/app/guarded';
import { cardOf, reportOf } from '@/app/reads';
import { ChangeReachLink } from '@/components/hosts/change-reach-link';
import { HostHeader } from '@/components/hosts/host-header';
import { hostPageWords } from '@/components/hosts/host-page-words';
import { MeasuringNow } from '@/components/hosts/measuring-now';
import { entryCount } from '@/components/layers/layer-entries';
import { MigrationNotice } from '@/components/migrations/migration-notice';
import { QuarantineShelf } from '@/components/quarantine/quarantine-shelf';
import { Notice } from '@/components/ui/notice';
import { TabLinks } from '@/components/ui/tab-links';
import { hasRole } from '@/lib/access/actor';
import type { Report } from '@/lib/domain/report';
import { describeDemo } from '@/lib/usecases/demo/demo-hosts';
import { readFreed } from '@/lib/usecases/hosts/overview';
import { readMigration } from '@/lib/usecases/migrations/migrations';
import { listQuarantine } from '@/lib/usecases/quarantine/quarantine';
import { openWays } from '@/lib/usecases/quarantine/quarantine-offers';
import { shelfOfListed } from '@/lib/usecases/quarantine/shelf';

interface HostLayoutProps {
  children: ReactNode;
  params: Promise<{ host: string }>;
}

export default async function HostLayout({ children, params }: HostLayoutProps) {
  const { host: hostId } = await params;
  const context = await requirePageActor();
  const card = cardOf(context, hostId);
  if (!card) notFound();
  const report = reportOf(context, card.id);
  const base = `/hosts/${card.id}`;
  const layers = report ? entryCount(report) : 0;
  const quarantine = listQuarantine(context.app, context.actor, card.id);
  const quarantined = quarantine.state === 'known' ? quarantine.value.length : 0;
  const shelf = shelfOfListed(card, quarantine, context.app.now());
  const tabs = [
    { href: base, label: hostPageWords.health, ...(report ? { count: report.findings.length } : {}) },
    { href: `${base}/ledger`, label: hostPageWords.ledger },
    { href: `${base}/layers`, label: hostPageWords.layers, ...(layers > 0 ? { count: layers } : {}) },
    {
      href: `${base}/volumes`,
      label: hostPageWords.volumes,
      ...(report && report.volumes.length > 0 ? { count: report.volumes.length } : {}),
    },
    { href: `${base}/actions`, label: hostPageWords.actions },
    ...(quarantined > 0 ? [{ href: `${base}/quarantine`, label: hostPageWords.quarantine, count: quarantined }] : []),
    { href: `${base}/history`, label: hostPageWords.history },
    { href: `${base}/about`, label: hostPageWords.aboutHost },
  ];
  const migration = readMigration(context.app, context.actor, card.id);
  const { problem } = card.state;
  const silent = report ? whySilent(report) : null;
  const ways = shelf && hasRole(context.actor, 'operator') ? openWays(context.app, card.id) : null;
  return (
    <>
      <HostHeader
        host={card}
        freedBytes={readFreed(context.app, context.actor).byHost.get(card.id) ?? 0}
        demo={describeDemo(context.app, card)}
      />
      {card.state.state === 'unreachable' && problem ? (
        <Notice kind="warning" title={hostPageWords.notReachable(card.name, problem.step)} className="mb-4">
          {problem.userMessage}
          {card.collectedAt ? ` ${hostPageWords.fromLastScan}` : ''}
          {hasRole(context.actor, 'admin') ? (
            <div className="mt-1">
              <ChangeReachLink hostId={card.id} />
            </div>
          ) : null}
        </Notice>
      ) : null}
      {silent === null || card.state.state === 'unreachable' ? null : (
        <Notice kind="warning" title={hostPageWords.dockerSilent} className="mb-4">
          {silent} {hostPageWords.diskIsRead}
        </Notice>
      )}
      {shelf ? <QuarantineShelf hostId={card.id} shelf={shelf} ways={ways} /> : null}
      {migration ? (
        <MigrationNotice hostId={card.id} migration={migration} mayPlan={hasRole(context.actor, 'operator')} />
      ) : null}
      <MeasuringNow hostId={card.id} mayStop={hasRole(context.actor, 'operator')} />
      <TabLinks tabs={tabs} label={card.name} />
      {children}
    </>
  );
}

/** What keeps Docker from answering, in a sentence with the way out; null where it answered, and where it was not asked. */
function whySilent({ engine }: Report): string | null {
  return 'state' in engine && engine.reason !== 'not-collected' ? engine.detail : null;
}
