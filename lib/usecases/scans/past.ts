import type { CheckOutcome, Past } from '../../domain/finding.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import { healthSamples } from '../../health/samples.ts';
import type { Application } from '../core/application.ts';

/** What the checks remember. A check that could not run leaves its findings open, and the next one continues from them. */
export function pastOf(app: Application, facts: HostFacts, storage: StorageReport): Past {
  const { hostId } = facts;
  // A check asks for what it stores itself, so only these are loaded of all that the host ever had.
  const names = healthSamples(facts, storage).map(({ name }) => name);
  const from = new Date(app.now().getTime() - 35 * 86_400_000).toISOString();
  const { previous, openSince } = app.store.findings.past(hostId);
  const open = app.store.findings.open(hostId).map(({ finding }) => finding);
  const remembered = Object.values(previous).map((outcome): CheckOutcome => {
    const findings = open.filter(({ checkId }) => checkId === outcome.checkId);
    const knew = outcome.status !== 'unknown' && outcome.status !== 'error';
    return knew || findings.length === 0 ? outcome : { checkId: outcome.checkId, status: 'fail', findings };
  });
  return {
    previous: Object.fromEntries(remembered.map((outcome) => [outcome.checkId, outcome])),
    openSince,
    samples: app.store.samples.since(hostId, from, names),
  };
}
