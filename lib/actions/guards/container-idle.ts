import type { ContainerSummary } from '../../domain/engine-facts.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

const composeProject = 'com.docker.compose.project';

/**
 * Stopped is not disposable (docs/reference/guard-lessons.md#g2). A crashed database of a running project is one `up` away from being
 * needed.
 */
export const containerIdle: Guard<ContainerSummary> = {
  id: 'container-idle',
  about: 'Containers that run, that start again by themselves, or whose project is up stay.',
  recheck: 'judge_container',
  check({ facts, engineOnly }, container) {
    if (!['exited', 'created', 'dead'].includes(container.state)) return refuse(`It is ${container.state}.`);
    const disk = facts.sections.containersOnDisk;
    const config = disk.state === 'known' ? disk.value.find(({ id }) => id === container.id)?.config : undefined;
    const policy = engineOnly === true ? container.details?.restartPolicy : config?.restartPolicy;
    if (policy !== undefined && policy !== null && policy !== '' && policy !== 'no') {
      return refuse(`It has the restart policy ${policy}: somebody wants it to run.`);
    }
    if (engineOnly === true && policy === undefined)
      return notKnown('Docker could not be asked about it, so its restart policy is not known. Scan again.');
    if (engineOnly !== true && (config === undefined || config === null))
      return notKnown('Its record on disk was not read, so its restart policy is not known.');
    if (container.labels['com.docker.swarm.task.id'] !== undefined) return refuse('It is a task of a swarm service.');
    const project = container.labels[composeProject];
    const all = facts.sections.containers;
    if (all.state === 'unknown') return notKnown(`Whether its project is up is not known (${all.detail})`);
    const running =
      project === undefined
        ? undefined
        : all.value.find((other) => other.labels[composeProject] === project && other.state === 'running');
    if (running !== undefined) {
      return refuse(
        `Its compose project ${project} is up (${running.names[0]?.replace(/^\//, '') ?? running.id.slice(0, 12)} runs).`,
      );
    }
    return pass('It does not run, does not start by itself, and its project is not up.');
  },
};
