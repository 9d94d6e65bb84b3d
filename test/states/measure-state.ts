import type { HostFacts } from '../../lib/domain/host-facts.ts';
import type { Measurement } from '../../lib/domain/measurement.ts';
import type { HostSession } from '../../lib/domain/session.ts';
import { parseSizeLine } from '../../lib/facts/sizes/parse-sizes.ts';
import { sizeScript } from '../../lib/facts/sizes/size-script.ts';
import { measurementNeeds } from '../../lib/facts/views/ledger/measurement-needs.ts';
import { asReadScript } from '../../lib/shell/read-script.ts';

/** Sizes of what has none yet, by the script the dashboard uses. */
export async function measureState(session: HostSession, facts: HostFacts): Promise<Measurement[]> {
  const { dataRoot } = facts.sections;
  if (dataRoot.state === 'unknown') return [];
  const needs = measurementNeeds(facts, []);
  if (needs.length === 0) return [];
  const script = sizeScript(needs, {
    dataRoot: dataRoot.value.path,
    isCopyOnWrite: dataRoot.value.filesystemType === 'btrfs',
    limitSecondsEach: 60,
  });
  const { stdout } = await session.read(asReadScript(script), { timeoutMs: 100_000 });
  return stdout
    .toString('latin1')
    .split('\n')
    .flatMap((line) => {
      const parsed = parseSizeLine(line, needs, facts.collectedAt);
      return parsed !== null && 'measurement' in parsed ? [parsed.measurement] : [];
    });
}
