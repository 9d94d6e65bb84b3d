import type { ContainerSummary } from '../../domain/engine-facts.ts';
import type { Fact } from '../../domain/fact.ts';
import { containerName } from '../../facts/views/rows/volume-use.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/** Only BuildKit knows which of its records a build needs, so only a running builder is asked to prune. */
export const builderRunning: Guard<{ volume: string; builders: Fact<readonly ContainerSummary[]> }> = {
  id: 'builder-running',
  about: 'Exactly one running container has the volume at /var/lib/buildkit.',
  recheck: 'judge_builder',
  check(_input, { volume, builders }) {
    if (builders.state === 'unknown') return notKnown(`The containers could not be listed (${builders.detail})`);
    const running = builders.value.filter(({ state }) => state === 'running');
    if (running.length > 1) {
      return refuse(
        `${running.map(containerName).join(' and ')} both run with the volume ${volume}, so it is unknown which of them is the builder. Stop the other one, then scan again.`,
      );
    }
    const [builder] = running;
    if (builder !== undefined) return pass(`${containerName(builder)} runs with it.`);
    const [stopped] = builders.value;
    return refuse(
      stopped === undefined
        ? `No container has the volume ${volume} at /var/lib/buildkit. If its builder is gone, remove the volume with prune-volumes.`
        : `${containerName(stopped)} is ${stopped.state}. Start it (docker start), then scan again.`,
    );
  },
};
