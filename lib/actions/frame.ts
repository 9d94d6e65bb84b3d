import type { PlanInput } from '../domain/action.ts';
import { known } from '../domain/fact.ts';
import type { FailurePolicy, PlanDraft, PlanEstimate, StoreSite } from '../domain/plan.ts';
import { siteOf } from './site.ts';

export type FrameParts = Omit<
  PlanDraft,
  | 'site'
  | 'params'
  | 'actionId'
  | 'onFailure'
  | 'purgeAfter'
  | 'warnings'
  | 'stopsDocker'
  | 'engineOnly'
  | 'overContainerd'
> &
  Partial<Pick<PlanDraft, 'warnings' | 'stopsDocker' | 'engineOnly'>> & { store?: StoreSite };

/** What every plan has: its action, its host, its parameters. */
export function frame(
  action: { id: string; onFailure: FailurePolicy },
  input: PlanInput<Readonly<Record<string, unknown>>>,
  { store, ...parts }: FrameParts,
): PlanDraft {
  return {
    warnings: [],
    stopsDocker: false,
    engineOnly: false,
    ...(store === undefined ? {} : { overContainerd: true as const }),
    ...parts,
    actionId: action.id,
    onFailure: action.onFailure,
    params: Object.fromEntries(Object.entries(input.params).map(([name, value]) => [name, paramText(value)])),
    site: store === undefined ? siteOf(input) : { ...siteOf(input), containerd: store },
    purgeAfter: addDays(input.now, input.graceDays),
  };
}

function paramText(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

export function estimateOf(parts: Partial<PlanEstimate> & Pick<PlanEstimate, 'freedBytes' | 'objects'>): PlanEstimate {
  return { exact: false, freesNow: true, setAside: null, seconds: null, how: 'sizes as measured', ...parts };
}

/** For actions that free no space: the estimate is exact, and zero. */
export function freesNothing(parts: { objects: number; how: string; seconds?: number }): PlanEstimate {
  return estimateOf({ freedBytes: known(0), exact: true, freesNow: false, ...parts });
}

export function addDays(iso: string, days: number): string {
  return new Date(Date.parse(iso) + days * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');
}

export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
