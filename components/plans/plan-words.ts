import { formatBytes } from '@/lib/domain/bytes';
import type { Fact } from '@/lib/domain/fact';
import type { FailurePolicy, Plan, PlanState, Risk } from '@/lib/domain/plan';

export const riskWords: Record<Risk, string> = {
  reversible: 'can be put back',
  recreatable: 'can be built or pulled again',
  irreversible: 'gone for good',
};

export const failureWords: Record<FailurePolicy, string> = {
  continue: 'An object that cannot be handled is left alone with its reason; the others go on.',
  stop: 'At the first failure the rest is left alone.',
  compensate: 'If a step fails, the script itself undoes the steps before it.',
};

export const stateExcuses: Record<Exclude<PlanState, 'proposed'>, string> = {
  used: 'This plan was used. A plan is used once.',
  expired: 'This plan has expired: the host may have changed since. Plan again from fresh facts.',
};

function amount(fact: Fact<number>, exact: boolean): string | null {
  if (fact.state === 'unknown') return null;
  // btrfs tells what one layer holds alone; copies that share their data only with each other hold nothing alone.
  if (!exact && fact.value === 0) return 'what the layers share among themselves (how much shows afterwards)';
  return `${exact ? '' : 'about '}${formatBytes(fact.value)}`;
}

/** One sentence about bytes that does not promise more than the plan does. Setting aside frees nothing. */
export function spaceWords({ estimate }: Pick<Plan, 'estimate'>): string {
  if (estimate.setAside) {
    const bytes = amount(estimate.setAside.bytes, estimate.exact) ?? 'an amount that is not measured yet';
    const day = new Date(estimate.setAside.purgeAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' });
    return `Sets aside ${bytes}; freed on ${day}, or when you say so before`;
  }
  const bytes = amount(estimate.freedBytes, estimate.exact);
  if (bytes === null) return 'Frees an amount that is not measured yet';
  if (estimate.freedBytes.state === 'known' && estimate.freedBytes.value === 0) return 'Frees no space by itself';
  return `Frees ${bytes}${estimate.freesNow ? '' : ', but not at once'}`;
}

/** What the button says: the deed, and the amount where it is known. */
export function deedWords({ title, estimate }: Pick<Plan, 'title' | 'estimate'>): string {
  const fact = estimate.setAside?.bytes ?? estimate.freedBytes;
  if (fact.state === 'unknown' || fact.value === 0) return title;
  return `${title}, ${amount(fact, estimate.exact)}`;
}

/** `about 4 minutes` */
export function durationWords(seconds: number | null): string {
  if (seconds === null) return 'not known';
  if (seconds < 90) return `about ${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} minutes`;
  return `about ${(seconds / 3600).toFixed(1)} hours`;
}
