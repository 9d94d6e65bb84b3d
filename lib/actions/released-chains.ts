import type { PlanInput } from '../domain/action.ts';
import type { LayerChain } from '../domain/layer-facts.ts';
import type { SkippedObject } from '../domain/plan.ts';
import { withoutDigest } from '../facts/views/ownership/layer-names.ts';
import { ownershipFacts } from '../facts/views/ownership/ownership-facts.ts';
import { pinnedChains } from '../facts/views/ownership/pinned-chains.ts';
import { type Candidate, type SortedOut, skip } from './candidates.ts';
import { count } from './frame.ts';

/**
 * When Docker releases a chain it also deletes every parent that only this chain still needed, without asking. So a chain is released only
 * if everything that Docker would delete with it is in the plan as well, as a step of its own. Otherwise it is skipped, and the reason names
 * what would have gone. Each step carries, as `takes`, what goes at that step; the script works it out again (`judge_taken_along`).
 *
 * @param released the chosen steps `release-chain`, tops first
 * @param skipped those that are skipped for reasons of their own
 */
export function withAllThatGoes(
  released: readonly Candidate[],
  skipped: readonly SkippedObject[],
  input: PlanInput<unknown>,
): SortedOut {
  const facts = ownershipFacts(input.facts);
  if (released.length === 0 || facts.state === 'unknown') {
    const why =
      facts.state === 'unknown' ? `Could not determine what Docker would delete with it: ${facts.detail}` : '';
    return { chosen: [], skipped: released.map((each) => skip(each, 'taken-along', why)) };
  }
  const family = new Family(facts.value.layerdb.chains, pinnedChains(facts.value));
  const left: SkippedObject[] = [];
  let chosen = [...released];
  // A skipped chain may be what Docker would delete with another, or what keeps another: repeat until nothing changes.
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
  if (own === undefined) return 'which is not in this plan. Add its name, or use all';
  if (own.guardId === 'protected') return 'which is protected';
  return `which is skipped (${own.excuse.replace(/\.$/, '')})`;
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

  /** Null if everything that keeps it, and everything that Docker deletes with it, is in the plan. */
  excuse(name: string, planned: ReadonlySet<string>, whyNot: (chain: LayerChain) => string): string | null {
    const onTop = this.#children.get(name)?.find((child) => !planned.has(child));
    if (onTop !== undefined) {
      const chain = this.#byName.get(onTop);
      if (chain !== undefined)
        return `Docker keeps it while the layer ${nameOf(chain)} is built on it, ${whyNot(chain)}.`;
    }
    const taken = this.#taken(name, planned).find((each) => !planned.has(each.name));
    return taken === undefined ? null : `Docker would delete ${nameOf(taken)} with it, ${whyNot(taken)}.`;
  }

  /** Parents that nothing is sure to keep: no image, no container, no other layer on top. @param gone deleted by earlier steps */
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

  /** What Docker deletes at each step, after the steps before it. */
  inOrder(chosen: readonly Candidate[]): Candidate[] {
    const gone = new Set<string>();
    return chosen.map((each) => {
      const chain = chainOf(each);
      const takes = this.#taken(chain, gone).map(({ name }) => name);
      gone.add(chain);
      const said =
        takes.length === 0
          ? 'Docker deletes nothing else with it.'
          : `Docker deletes ${count(takes.length, 'layer')} below it too; each is a step of this plan.`;
      const guards = [...each.guards, { guardId: 'taken-along', state: 'pass' as const, said }];
      return { ...each, args: { ...each.args, takes }, guards };
    });
  }
}

const chainOf = ({ args }: Candidate): string => String(args.chain);
const nameOf = ({ cacheId, name }: LayerChain): string => cacheId ?? name;
