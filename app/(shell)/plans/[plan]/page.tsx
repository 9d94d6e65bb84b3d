import type { Metadata } from 'next';
import { currentActor, requirePageActor } from '@/app/guarded';
import { pageTitle } from '@/app/page-title';
import { cardOf, foundOr404 } from '@/app/reads';
import { DemoBadge } from '@/components/hosts/demo-badge';
import { FactsList } from '@/components/hosts/facts-list';
import { ApplyForm } from '@/components/plans/apply-form';
import { PlanChecks } from '@/components/plans/plan-checks';
import { PlanScript } from '@/components/plans/plan-script';
import { PlanSteps, SkippedObjects } from '@/components/plans/plan-steps';
import { PlanSwitch } from '@/components/plans/plan-switch';
import {
  actionLabel,
  durationWords,
  failureWords,
  leadWords,
  planWords,
  spaceWords,
} from '@/components/plans/plan-words';
import { RefreshAt } from '@/components/plans/refresh-at';
import { InlineText } from '@/components/ui/inline-text';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { FocusedHeading } from '@/components/ui/page-focus';
import { PageHeading } from '@/components/ui/page-heading';
import { LocalTime, RelativeTime } from '@/components/ui/relative-time';
import { hasRole } from '@/lib/access/actor';
import { migrationDetail, migrationTitle } from '@/lib/domain/migration-words';
import type { Plan } from '@/lib/domain/plan';
import type { Run } from '@/lib/domain/run';
import { application } from '@/lib/usecases/core/application';
import { readMigration } from '@/lib/usecases/migrations/migrations';
import { type PlanChoice, readPlanChoice } from '@/lib/usecases/plans/plan-choice';
import { readPlan } from '@/lib/usecases/plans/plans';
import { type TakenMeanwhile, takenMeanwhile } from '@/lib/usecases/plans/taken-meanwhile';
import { listProtections } from '@/lib/usecases/protections/protections';
import { runOfPlan } from '@/lib/usecases/runs/runs';
import { TakenNotice } from './taken-notice';
import { UsedUp } from './used-up';

interface PlanPageProps {
  params: Promise<{ plan: string }>;
}

/** Unauthenticated visitors get no title; they are redirected. */
export async function generateMetadata({ params }: PlanPageProps): Promise<Metadata> {
  const actor = await currentActor();
  if (actor === null) return {};
  const { plan: id } = await params;
  const app = application();
  const { hostId, title } = foundOr404(() => readPlan(app, actor, id));
  return pageTitle(planWords.title(title, cardOf({ app, actor }, hostId)?.name ?? planWords.removedHost));
}

export default async function PlanPage({ params }: PlanPageProps) {
  const context = await requirePageActor();
  const { plan: planId } = await params;
  const plan = foundOr404(() => readPlan(context.app, context.actor, planId));
  const host = cardOf(context, plan.hostId);
  if (plan.unreadable !== undefined) {
    return (
      <>
        <PageHeading title={plan.title} />
        <Notice kind="warning" title={plan.unreadable} />
      </>
    );
  }
  const hostName = host?.name ?? plan.site.hostName;
  const choice = readPlanChoice(context.app, context.actor, plan);
  const protections = hasRole(context.actor, 'operator')
    ? {
        hostId: plan.hostId,
        objects: new Set(
          listProtections(context.app, context.actor, plan.hostId).map(({ kind, object }) => `${kind}:${object}`),
        ),
      }
    : null;
  const migration = host === null ? null : readMigration(context.app, context.actor, plan.hostId);
  const mayApply = hasRole(context.actor, 'operator') && !context.app.settings.isReadOnly;
  return (
    <>
      <p className="mb-1 text-sm text-soft">
        {planWords.planFor}{' '}
        <Link href={`/hosts/${plan.hostId}`} className="underline">
          {host?.name ?? hostName}
        </Link>{' '}
        {plan.isDemo ? <DemoBadge /> : null}
      </p>
      <header className="mb-6">
        <FocusedHeading stage="plan">{plan.title}</FocusedHeading>
        <p className="mt-1 max-w-prose text-sm">
          <b className="font-semibold">
            <InlineText text={choice ? leadWords(plan) : spaceWords(plan)} dates="day" />.
          </b>{' '}
          <InlineText text={choice?.offer.consequence ?? ''} dates="short-day" />
        </p>
        <p className="mt-1 max-w-prose text-sm text-soft">
          <InlineText text={plan.summary} dates="day" />
        </p>
      </header>
      <div className="grid gap-x-12 gap-y-10 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="order-2 flex min-w-0 flex-col gap-10 xl:order-1">
          <section aria-labelledby="steps">
            <h2 id="steps" className="mb-1 text-lg font-semibold">
              {planWords.steps}
            </h2>
            <p className="mb-2 text-sm text-faint">{planWords.stepCount(plan.steps.length)}</p>
            <PlanSteps steps={plan.steps} protections={plan.state === 'proposed' ? protections : null} />
          </section>
          {plan.skipped.length > 0 ? (
            <section aria-labelledby="skipped">
              <h2 id="skipped" className="mb-2 text-lg font-semibold">
                {planWords.skipped}
              </h2>
              <SkippedObjects skipped={plan.skipped} protections={protections} />
            </section>
          ) : null}
          {plan.script ? <PlanScript plan={plan} /> : null}
        </div>
        <div className="order-1 flex min-w-0 flex-col gap-6 xl:order-2">
          {migration ? (
            <Notice kind="info" title={migrationTitle(migration)}>
              {migrationDetail(migration)}
            </Notice>
          ) : null}
          {plan.warnings.map((warning) => (
            <Notice key={warning} kind="warning" title={warning} />
          ))}
          {plan.stopsDocker ? (
            <Notice kind="warning" title={planWords.dockerStops}>
              {planWords.aboutDockerStops}
            </Notice>
          ) : null}
          <Decision
            plan={plan}
            hostName={hostName}
            mayApply={mayApply}
            isReadOnly={context.app.settings.isReadOnly}
            choice={choice}
            run={runOfPlan(context.app, context.actor, plan.id)}
            taken={takenMeanwhile(context.app, context.actor, plan)}
          />
          {plan.state === 'proposed' ? (
            <RefreshAt inMs={Date.parse(plan.expiresAt) - context.app.now().getTime()} />
          ) : null}
          <PlanChecks plan={plan} />
          <PlanFacts plan={plan} />
        </div>
      </div>
    </>
  );
}

function PlanFacts({ plan }: { plan: Plan }) {
  return (
    <FactsList
      lines={[
        {
          name: planWords.space,
          value: (
            <b className="font-semibold">
              <InlineText text={spaceWords(plan)} />
            </b>
          ),
        },
        { name: planWords.how, value: plan.estimate.how },
        { name: planWords.duration, value: durationWords(plan.estimate.seconds) },
        {
          name: planWords.undo,
          value: plan.undo.possible ? (
            plan.undo.until ? (
              <>
                {planWords.possibleUntil} <LocalTime at={plan.undo.until} />
              </>
            ) : (
              planWords.possible
            )
          ) : (
            <InlineText text={plan.undo.excuse} />
          ),
        },
        { name: planWords.onFailure, value: failureWords[plan.onFailure] },
        {
          name: planWords.created,
          value: (
            <>
              <RelativeTime at={plan.createdAt} /> {planWords.by(plan.createdBy)}{' '}
              <LocalTime at={plan.factsCollectedAt} />
            </>
          ),
        },
      ]}
    />
  );
}

interface DecisionProps {
  plan: Plan;
  hostName: string;
  mayApply: boolean;
  isReadOnly: boolean;
  choice: PlanChoice | null;
  /** what the plan was used for */
  run: Run | null;
  /** by other runs, since it was made */
  taken: TakenMeanwhile | null;
}

function Decision({ plan, hostName, mayApply, isReadOnly, choice, run, taken }: DecisionProps) {
  if (plan.state !== 'proposed') return <UsedUp plan={plan} run={run} mayApply={mayApply} />;
  if (taken !== null && taken.objects === taken.of) return <TakenNotice plan={plan} taken={taken} />;
  if (!mayApply) {
    return (
      <Notice kind="info" title={isReadOnly ? planWords.readOnly : planWords.operatorsOnly}>
        {isReadOnly ? planWords.aboutReadOnly : null}
      </Notice>
    );
  }
  const now = choice?.modes.find(({ effect }) => effect === 'frees-now');
  return (
    <section aria-labelledby="decision" className="sheet p-4 print:hidden">
      <h2 id="decision" className="mb-3 font-semibold">
        {planWords.decision}
      </h2>
      {taken === null ? null : <TakenNotice plan={plan} taken={taken} />}
      {choice?.nearlyFull && choice.offer.effect === 'frees-later' ? (
        <Notice kind="warning" title={planWords.nearlyFull} className="mb-3">
          {now ? planWords.chooseNow(now.label) : planWords.notBeforeDate}
        </Notice>
      ) : null}
      {choice ? (
        <PlanSwitch hostId={plan.hostId} current={choice.offer} modes={choice.modes} wider={choice.wider} />
      ) : null}
      <ApplyForm
        planId={plan.id}
        hostName={hostName}
        actionLabel={actionLabel(plan)}
        asksForName={plan.confirmation === 'host-name'}
        isDestructive={plan.steps.some((step) => step.risk === 'irreversible')}
        consequence={choice?.offer.consequence ?? spaceWords(plan)}
      />
      <p className="mt-3 text-sm text-faint">
        {planWords.validUntil} <LocalTime at={plan.expiresAt} /> {planWords.once}
      </p>
    </section>
  );
}
