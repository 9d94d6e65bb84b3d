import type { Metadata } from 'next';
import { currentActor, requirePageActor } from '@/app/guarded';
import { pageTitle } from '@/app/page-title';
import { cardOf, foundOr404 } from '@/app/reads';
import { DemoBadge } from '@/components/hosts/demo-badge';
import { FactsList } from '@/components/hosts/facts-list';
import { ApplyForm } from '@/components/plans/apply-form';
import { GuardList } from '@/components/plans/guard-list';
import { PlanScript } from '@/components/plans/plan-script';
import { PlanSteps, SkippedObjects } from '@/components/plans/plan-steps';
import { actionLabel, durationWords, failureWords, spaceWords, stateExcuses } from '@/components/plans/plan-words';
import { ProposeButton } from '@/components/plans/propose-button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { PageHeading } from '@/components/ui/page-heading';
import { LocalTime, RelativeTime } from '@/components/ui/relative-time';
import { hasRole } from '@/lib/access/actor';
import { counted } from '@/lib/domain/format';
import type { Plan } from '@/lib/domain/plan';
import { application } from '@/lib/usecases/core/application';
import { readPlan } from '@/lib/usecases/plans/plans';
import { listProtections } from '@/lib/usecases/protections/protections';

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
  return pageTitle(`${cardOf({ app, actor }, hostId)?.name ?? 'A host'}: ${title}`);
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
  const hostName = plan.site.hostName;
  const protections = hasRole(context.actor, 'operator')
    ? {
        hostId: plan.hostId,
        objects: new Set(
          listProtections(context.app, context.actor, plan.hostId).map(({ kind, object }) => `${kind}:${object}`),
        ),
      }
    : null;
  const mayApply = hasRole(context.actor, 'operator') && !context.app.settings.isReadOnly;
  return (
    <>
      <p className="mb-1 text-sm text-soft">
        Plan for{' '}
        <Link href={`/hosts/${plan.hostId}`} className="underline">
          {host?.name ?? hostName}
        </Link>{' '}
        {plan.isDemo ? <DemoBadge /> : null}
      </p>
      <PageHeading title={plan.title}>{plan.summary}</PageHeading>
      <div className="grid gap-x-12 gap-y-10 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="order-2 flex min-w-0 flex-col gap-10 xl:order-1">
          <section aria-labelledby="steps">
            <h2 id="steps" className="mb-1 text-lg font-semibold">
              What will happen, in order
            </h2>
            <p className="mb-2 text-sm text-faint">{counted(plan.steps.length, 'step')}. Nothing else is touched.</p>
            <PlanSteps steps={plan.steps} protections={plan.state === 'proposed' ? protections : null} />
          </section>
          {plan.skipped.length > 0 ? (
            <section aria-labelledby="skipped">
              <h2 id="skipped" className="mb-2 text-lg font-semibold">
                Skipped, and why
              </h2>
              <SkippedObjects skipped={plan.skipped} protections={protections} />
            </section>
          ) : null}
          {plan.script ? <PlanScript plan={plan} /> : null}
        </div>
        <div className="order-1 flex min-w-0 flex-col gap-6 xl:order-2">
          {plan.warnings.map((warning) => (
            <Notice key={warning} kind="warning" title={warning} />
          ))}
          {plan.stopsDocker ? (
            <Notice kind="warning" title="Docker stops on this host during the run">
              Every container there stops with it. If this dashboard is one of them, it starts again afterwards and
              shows the run.
            </Notice>
          ) : null}
          <PlanFacts plan={plan} />
          <Decision plan={plan} hostName={hostName} mayApply={mayApply} isReadOnly={context.app.settings.isReadOnly} />
          {plan.guards.length > 0 ? (
            <section aria-labelledby="guards">
              <h2 id="guards" className="mb-2 font-semibold">
                What was checked
              </h2>
              <GuardList guards={plan.guards} />
              {plan.isDemo ? null : (
                <p className="mt-2 text-sm text-faint">The host checks again right before each step.</p>
              )}
            </section>
          ) : null}
        </div>
      </div>
    </>
  );
}

function PlanFacts({ plan }: { plan: Plan }) {
  return (
    <FactsList
      lines={[
        { name: 'Space', value: <b className="font-semibold">{spaceWords(plan)}</b> },
        { name: 'Measured', value: plan.estimate.how },
        { name: 'Duration', value: durationWords(plan.estimate.seconds) },
        {
          name: 'Undo',
          value: plan.undo.possible ? (
            plan.undo.until ? (
              <>
                possible until <LocalTime at={plan.undo.until} />
              </>
            ) : (
              'possible'
            )
          ) : (
            plan.undo.excuse
          ),
        },
        { name: 'If a step fails', value: failureWords[plan.onFailure] },
        {
          name: 'Created',
          value: (
            <>
              <RelativeTime at={plan.createdAt} /> by {plan.createdBy}, from the scan of{' '}
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
}

function Decision({ plan, hostName, mayApply, isReadOnly }: DecisionProps) {
  if (plan.state !== 'proposed') {
    return (
      <Notice
        kind="info"
        title={stateExcuses[plan.state]}
        action={
          <ProposeButton
            hostId={plan.hostId}
            remedy={{ actionId: plan.actionId, params: plan.params }}
            label="Plan again"
          />
        }
      />
    );
  }
  if (!mayApply) {
    return (
      <Notice kind="info" title={isReadOnly ? 'This dashboard is read-only' : 'Only operators and admins can run it'}>
        {isReadOnly ? 'It was started with BILGE_READ_ONLY.' : null}
      </Notice>
    );
  }
  return (
    <section aria-labelledby="decision" className="sheet p-4">
      <h2 id="decision" className="mb-3 font-semibold">
        Run it?
      </h2>
      <ApplyForm
        planId={plan.id}
        hostName={hostName}
        actionLabel={actionLabel(plan)}
        asksForName={plan.confirmation === 'host-name'}
        isDestructive={plan.steps.some((step) => step.risk === 'irreversible')}
      />
      <p className="mt-3 text-sm text-faint">
        The plan is valid until <LocalTime at={plan.expiresAt} /> and can be used once.
      </p>
    </section>
  );
}
