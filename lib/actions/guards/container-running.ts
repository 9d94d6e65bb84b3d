import type { ContainerSummary } from '../../domain/engine-facts.ts';
import type { Fact } from '../../domain/fact.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/** A restart would start a container that was stopped on purpose. */
export const containerRunning: Guard<Fact<ContainerSummary | null>> = {
  id: 'container-running',
  about: 'Only a running container is restarted.',
  recheck: 'judge_running',
  check(_input, container) {
    if (container.state === 'unknown') return notKnown(`The containers could not be listed (${container.detail})`);
    if (container.value === null) return refuse('No container has this name or id. Scan again.');
    const { state } = container.value;
    return state === 'running' ? pass('It runs.') : refuse(`It is ${state}; a restart would start it.`);
  },
};
