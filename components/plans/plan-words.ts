import { formatBytes } from '@/lib/domain/bytes';
import type { Fact } from '@/lib/domain/fact';
import { counted, formatDuration, formatMoment } from '@/lib/domain/format';
import type { FailurePolicy, Plan, Risk } from '@/lib/domain/plan';

export const riskWords: Record<Risk, string> = {
  reversible: 'can be restored',
  recreatable: 'can be built or pulled again',
  irreversible: 'gone for good',
};

export const failureWords: Record<FailurePolicy, string> = {
  continue: 'The step is skipped with its reason; the others continue.',
  stop: 'The run stops there; the remaining steps are skipped.',
  compensate: 'The script undoes the steps before it.',
};

function amount(fact: Fact<number>, exact: boolean): string | null {
  if (fact.state === 'unknown') return null;
  return `${exact ? '' : 'about '}${formatBytes(fact.value)}`;
}

/** btrfs reports what one layer holds alone; layers that share all their data with each other hold nothing alone. */
function isOnlyShared(fact: Fact<number>, exact: boolean): boolean {
  return !exact && fact.state === 'known' && fact.value === 0;
}

/** The first words of a plan: the amount. When it is freed and whether it can be undone, the offer's own words say beside it. */
export function leadWords({ estimate }: Pick<Plan, 'estimate'>): string {
  if (estimate.setAside === null) return spaceWords({ estimate });
  return `Quarantines ${amount(estimate.setAside.bytes, estimate.exact) ?? 'an amount that is not measured yet'}`;
}

/** One sentence about bytes that does not promise more than the plan does. Quarantine frees nothing. */
export function spaceWords({ estimate }: Pick<Plan, 'estimate'>): string {
  if (estimate.setAside) {
    const { bytes, purgeAt } = estimate.setAside;
    const what = isOnlyShared(bytes, estimate.exact)
      ? 'data these layers share (the amount is known afterwards)'
      : (amount(bytes, estimate.exact) ?? 'an amount that is not measured yet');
    return `Quarantines ${what}; freed on ${formatMoment(purgeAt)}, or earlier if you choose`;
  }
  if (isOnlyShared(estimate.freedBytes, estimate.exact))
    return 'Frees only data these layers share; the amount is known afterwards';
  const bytes = amount(estimate.freedBytes, estimate.exact);
  if (bytes === null) return 'Frees an amount that is not measured yet';
  if (estimate.freedBytes.state === 'known' && estimate.freedBytes.value === 0) return 'Frees no space by itself';
  return `Frees ${bytes}${estimate.freesNow ? '' : ', but not immediately'}`;
}

/** The label of the button: the action, and the amount where it is known. */
export function actionLabel({ title, estimate }: Pick<Plan, 'title' | 'estimate'>): string {
  const fact = estimate.setAside?.bytes ?? estimate.freedBytes;
  const bytes = fact.state === 'known' && fact.value > 0 ? amount(fact, estimate.exact) : null;
  return bytes === null ? title : `${title}, ${bytes}`;
}

/** `about 4 min` */
export function durationWords(seconds: number | null): string {
  return seconds === null ? 'unknown' : `about ${formatDuration(seconds)}`;
}

/** Every text that the server draws on the page of a plan. */
export const planWords = {
  checked: 'What was checked',
  noReference: 'Bilge looked for each of them everywhere a reference could be, and found none.',
  proof: 'Show me the proof',
  morePassed: (checks: number) => `${counted(checks, 'more check')} passed, with the details`,
  again: 'The host checks again right before each step.',
  requests: 'The requests',
  script: 'The script',
  library: (lines: number) => `Show the library below it (${counted(lines, 'line')})`,
  download: 'Download',
  aboutDemo:
    'On a real host, exactly this is uploaded and run. A demo host runs nothing: the steps change a simulated copy.',
  aboutContainerd:
    'Exactly these calls are sent to containerd, one at a time, each after the host is read again. The dashboard sends them, so the run ends if the dashboard stops.',
  aboutEngine:
    'Exactly these requests are sent to Docker, one at a time, each after its object is checked again. The dashboard sends them, so the run ends if the dashboard stops.',
  aboutScript:
    'Exactly this is uploaded and run on the host. It continues if this page, the dashboard or the connection is gone.',
  title: (title: string, host: string) => `Plan: ${title}, ${host}`,
  removedHost: 'a removed host',
  planFor: 'Plan for',
  steps: 'What will happen, in order',
  stepCount: (steps: number) => `${counted(steps, 'step')}. Nothing else is touched.`,
  skipped: 'Skipped, and why',
  dockerStops: 'Docker stops on this host during the run',
  aboutDockerStops:
    'Every container there stops with it. If this dashboard is one of them, it starts again afterwards and shows the run.',
  space: 'Space',
  how: 'How that is known',
  duration: 'Duration',
  undo: 'Undo',
  possibleUntil: 'possible until',
  possible: 'possible',
  onFailure: 'If a step fails',
  created: 'Created',
  by: (name: string) => `by ${name}, from the scan of`,
  readOnly: 'This dashboard is read-only',
  operatorsOnly: 'Only operators and admins can run it',
  aboutReadOnly: 'It was started with BILGE_READ_ONLY.',
  decision: 'Run it?',
  nearlyFull: 'The disk is nearly full, and a quarantine frees nothing yet',
  chooseNow: (label: string) => `To get space back now, choose “${label}”.`,
  notBeforeDate: 'It frees nothing before its date.',
  validUntil: 'The plan is valid until',
  once: 'and can be used once.',
  notStarted: 'The run did not start. Nothing was changed.',
  used: 'This plan has been used',
  openRun: 'Open its run',
  startedBy: (name: string) => `${name} started it`,
  onlyOnce: '. A plan can be used only once.',
  allTaken: 'Nothing is left of this plan: another run was first',
  someTaken: (objects: number, of: number) => `Another run was first with ${objects} of these ${of}`,
  openThatRun: 'Open that run',
  notByThis: '. Nothing was changed by this plan.',
  expired: 'This plan has expired',
  hostChanged: 'The host may have changed since. Nothing was changed by this plan.',
};
