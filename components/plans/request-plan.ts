import type { Remedy } from '@/lib/domain/finding';
import type { Outcome } from '../ui/outcome';
import { idOf, requestJson } from '../ui/request-json';
import { proposeWords } from './propose-words';

/** Asks for a plan; its id, or why there is none. Nothing is changed on the host. */
export async function requestPlan(hostId: string, { actionId, params }: Remedy): Promise<Outcome<string>> {
  const path = `/api/v1/hosts/${encodeURIComponent(hostId)}/plans`;
  const answer = await requestJson('POST', path, { action: actionId, params });
  if (!answer.ok) return answer;
  const planId = idOf(answer.value);
  return planId ? { ok: true, value: planId } : { ok: false, code: 'no-plan', message: proposeWords.noAnswer };
}
