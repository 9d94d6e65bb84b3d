import type { PlanInput } from '../domain/action.ts';
import type { LayerChain } from '../domain/layer-facts.ts';
import type { SkippedObject } from '../domain/plan.ts';
import { withoutDigest } from '../facts/views/ownership/layer-names.ts';
import { ownershipFacts } from '../facts/views/ownership/ownership-facts.ts';
import { surelyKeptChains } from '../facts/views/ownership/surely-kept-chains.ts';
import { type Candidate, type SortedOut, skip } from './candidates.ts';
import { count } from './frame.ts';

/**
 * When Docker lets go of a chain it deletes every parent, too, that only this chain still needed, and asks nobody. So a chain goes only
 * if all that would go with it is in the plan as well, as a step of its own; otherwise it stays, with an excuse that names what would
 * have gone. Each step carries, as `takes`, what goes at that step; the script works it out again right before (`judge_taken_along`).
 *
 * @param released the chosen steps `release-chain`, tops first
 * @param skipped those that were left alone for reasons of their own
 */
export function withAllThatGoes(
  released: readonly Candidate[],
  skipped: readonly SkippedObject[],
  input: PlanInput<unknown>,
): SortedOut {
  const facts = ownershipFacts(input.facts);
  if (released.length === 0 || facts.state === 'unknown') {
    const why = facts.state === 'unknown' ? `What would go with it could not be told (${facts.detail})` : '';
    return { chosen: [], skipped: released.map((each) => skip(each, 'taken-along', why)) };
  }
  const family = new Family(facts.value.layerdb.chains, surelyKeptChains(facts.value));
  const left: SkippedObject[] = [];
  let chosen = [...released];
  // Whoever stays may be what another would take along, or what keeps another: again until nothing changes.
  for (;;) {
    const planned = new Set(chosen.map(chainOf));
    const staying = chosen.flatMap((each) => {
      const excuse = family.excuse(chainOf(each), planned, (chain) => whyNot(chain, skipped, left));
      return excuse === null ? [] : [skip(each, 'taken-along', excuse)];
    });
    if (staying.length === 0) break;
    left.push(...staying);
    chosen = chosen.filter(({ target }) => !staying.some((each) => each.target.id === target.id));
  }
  return { chosen: family.inOrder(chosen), skipped: left };
}

/** Why this one is not in the plan, in half a sentence. */
function whyNot(chain: LayerChain, skipped: readonly SkippedObject[], left: readonly SkippedObject[]): string {
  const own = [...skipped, ...left].find(({ target }) => target.id === chain.cacheId);
  if (own === undefined) return 'which this plan does not name. Name it as well, or all';
  if (own.guardId === 'protected') return 'which is protected';
  return `which stays (${own.excuse.replace(/\.$/, '')})`;
}

class Family {
  readonly #byName: ReadonlyMap<string, LayerChain>;
  readonly #children = new Map<string, string[]>();
  readonly #kept: ReadonlySet<string>;

  constructor(chains: readonly LayerChain[], kept: ReadonlySet<string>) {
    const own = chains.filter(({ isRemoving }) => !isRemoving);
    this.#byName = new Map(own.map((chain) => [chain.name, chain]));
    this.#kept = kept;
    for (const { name, parent } of own) {
      if (parent === null) continue;
      const below = withoutDigest(parent);
      this.#children.set(below, [...(this.#children.get(below) ?? []), name]);
    }
  }

  /** Null where everything that keeps it, and everything that goes with it, is planned to go. */
  excuse(name: string, planned: ReadonlySet<string>, whyNot: (chain: LayerChain) => string): string | null {
    const onTop = this.#children.get(name)?.find((child) => !planned.has(child));
    if (onTop !== undefined) {
      const chain = this.#byName.get(onTop);
      if (chain !== undefined)
        return `Docker keeps it as long as the layer ${nameOf(chain)} lies on it, ${whyNot(chain)}.`;
    }
    const taken = this.#taken(name, planned).find((each) => !planned.has(each.name));
    return taken === undefined ? null : `Docker would delete ${nameOf(taken)} with it, ${whyNot(taken)}.`;
  }

  /** Below it, as far as nothing is sure to keep it: no image, no container, no other layer on top. @param gone what went before */
  #taken(name: string, gone: ReadonlySet<string>): LayerChain[] {
    const found: LayerChain[] = [];
    const going = new Set([...gone, name]);
    let parent = this.#byName.get(name)?.parent ?? null;
    while (parent !== null) {
      const chain = this.#byName.get(withoutDigest(parent));
      if (chain === undefined || this.#kept.has(chain.name)) break;
      if (this.#children.get(chain.name)?.some((child) => !going.has(child))) break;
      if (found.includes(chain)) break;
      found.push(chain);
      going.add(chain.name);
      parent = chain.parent;
    }
    return found;
  }

  /** What goes at each step, those before it being gone. */
  inOrder(chosen: readonly Candidate[]): Candidate[] {
    const gone = new Set<string>();
    return chosen.map((each) => {
      const chain = chainOf(each);
      const takes = this.#taken(chain, gone).map(({ name }) => name);
      gone.add(chain);
      const said =
        takes.length === 0
          ? 'Docker deletes nothing else with it.'
          : `Docker deletes ${count(takes.length, 'layer')} below with it; each is a step of this plan.`;
      const guards = [...each.guards, { guardId: 'taken-along', state: 'pass' as const, said }];
      return { ...each, args: { ...each.args, takes }, guards };
    });
  }
}

const chainOf = ({ args }: Candidate): string => String(args.chain);
const nameOf = ({ cacheId, name }: LayerChain): string => cacheId ?? name;
