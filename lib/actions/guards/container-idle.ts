import type { ContainerSummary } from '../../domain/engine-facts.ts';
import { composeProjectLabel, isStopped } from '../../domain/prune-rules.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * Stopped is not disposable (docs/reference/guard-lessons.md#g2). A crashed database of a running project is one `up` away from being
 * needed.
 */
export const containerIdle: Guard<ContainerSummary> = {
  id: 'container-idle',
  about: 'Containers that run, that restart automatically, or whose project is up are kept.',
  recheck: 'judge_container',
  check({ facts, engineOnly }, container) {
    if (!isStopped(container.state)) return refuse(`It is ${container.state}.`);
    const disk = facts.sections.containersOnDisk;
    const config = disk.state === 'known' ? disk.value.find(({ id }) => id === container.id)?.config : undefined;
    const policy = engineOnly === true ? container.details?.restartPolicy : config?.restartPolicy;
    if (policy !== undefined && policy !== null && policy !== '' && policy !== 'no') {
      return refuse(`It has the restart policy ${policy}, so it is meant to run.`);
    }
    if (engineOnly === true && policy === undefined)
      return notKnown('Docker did not report its restart policy. Scan again.');
    if (engineOnly !== true && (config === undefined || config === null))
      return notKnown('Its record on disk was not read, so its restart policy is unknown.');
    if (container.labels['com.docker.swarm.task.id'] !== undefined) return refuse('It is a task of a swarm service.');
    const project = container.labels[composeProjectLabel];
    const all = facts.sections.containers;
    if (all.state === 'unknown') return notKnown(`It is unknown whether its project is up (${all.detail})`);
    const running =
      project === undefined
        ? undefined
        : all.value.find((other) => other.labels[composeProjectLabel] === project && other.state === 'running');
    if (running !== undefined) {
      return refuse(
        `Its compose project ${project} is up (${running.names[0]?.replace(/^\//, '') ?? running.id.slice(0, 12)} runs).`,
      );
    }
    return pass('It does not run or restart automatically, and its project is not up.');
  },
};
