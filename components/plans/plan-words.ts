import { formatBytes } from '@/lib/domain/bytes';
import type { Fact } from '@/lib/domain/fact';
import { formatDuration, formatMoment } from '@/lib/domain/format';
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
