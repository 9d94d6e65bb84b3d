import type { PlanInput } from '../domain/action.ts';
import type { NetworkSummary } from '../domain/engine-facts.ts';
import { known } from '../domain/fact.ts';
import { composeProjectLabel } from '../domain/prune-rules.ts';
import type { Candidate } from './candidates.ts';
import { count } from './frame.ts';
import { type Guard, judge, pass, refuse } from './guards/guard.ts';
import { oldEnough } from './guards/old-enough.ts';
import { ownObject } from './guards/own-object.ts';
import { protectedObject } from './guards/protected-object.ts';
import { isNamed } from './names-param.ts';
import { pruneAction } from './prune.ts';
import { type PruneParams, secondsOrNull } from './prune-params.ts';
import { unusedSeconds } from './unused-seconds.ts';

/** A stopped container is not among a network's endpoints, but cannot start without the network. */
const networkUnused: Guard<NetworkSummary> = {
  id: 'network-unused',
  about: 'A network that any container uses, running or not, is kept.',
  recheck: 'judge_network',
  check({ facts }, network) {
    if (['bridge', 'host', 'none', 'ingress', 'docker_gwbridge'].includes(network.name))
      return refuse("It is one of Docker's own networks.");
    if (network.containerIds.length > 0)
      return refuse(`${count(network.containerIds.length, 'container')} attached to it.`);
    const { containers } = facts.sections;
    if (containers.state === 'unknown') return refuse('The containers could not be listed.');
    const user = containers.value.find((container) => container.networkNames.includes(network.name));
    if (user !== undefined)
      return refuse(`The container ${user.names[0]?.replace(/^\//, '') ?? user.id.slice(0, 12)} uses it.`);
    const project = network.labels[composeProjectLabel];
    const up =
      project !== undefined &&
      containers.value.some((each) => each.labels[composeProjectLabel] === project && each.state === 'running');
    return up ? refuse(`Its compose project ${project} is up.`) : pass('No container uses it.');
  },
};

export default pruneAction({
  id: 'prune-networks',
  title: 'Remove unused networks',
  about: 'Removes networks that no container uses, running or stopped.',
  words: ['prune', 'cleanup', 'delete'],
  label: () => 'Remove unused networks',
  group: 'maintain',
  effect: () => 'maintains',
  consequence: () => 'Frees no space. They can be created again.',
  needs: ['engine', 'platform', 'networks', 'containers'],
  noun: 'network',
  spares: "Docker's own networks and those that any container uses are kept.",
  isIrreversible: false,
  candidates(input) {
    const { networks } = input.facts.sections;
    if (networks.state === 'unknown') return [];
    return networks.value
      .filter((network) => isNamed(input.params.names ?? 'all', network.id, network.name))
      .map((network) => candidate(network, input));
  },
});

function candidate(network: NetworkSummary, input: PlanInput<PruneParams>): Candidate {
  const { keepLabel, minAgeHours } = input.params;
  return {
    target: {
      kind: 'network',
      id: network.id,
      label: network.name,
      owner: network.labels[composeProjectLabel] ?? null,
    },
    bytes: known(0),
    op: 'remove-network',
    args: { id: network.id, name: network.name },
    guards: [
      judge(ownObject, input, { list: 'networkNames', id: network.name }),
      judge(protectedObject, input, {
        kind: 'network',
        ids: [network.id, network.name],
        labels: network.labels,
        keepLabel,
      }),
      judge(networkUnused, input, network),
      judge(oldEnough, input, {
        lastUsedSeconds: secondsOrNull(network.createdAt),
        unusedSeconds: unusedSeconds(input, { kind: 'network', id: network.id }),
        minAgeHours,
        what: 'created',
      }),
    ],
  };
}
