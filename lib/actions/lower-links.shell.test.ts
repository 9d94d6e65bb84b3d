import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../domain/plan.ts';
import { DockerHost, old } from '../facts/views/testing/docker-host.ts';
import { became, StubHost } from './ops/testing/stub-host.ts';
import { factsOf, planOn } from './testing/plan-on.ts';

/**
 * `lower` links that lead nowhere: the plan and its script judge the same states by the same rule (lib/facts/views/ownership/lower-closure.ts). Each state
 * is made twice, as facts and as directories, and the script gets what the plan knows.
 */
let tree: StubHost;
afterEach(() => tree?.remove());

interface Directory {
  /** `a` is the leak that is to be set aside; it lies on nothing */
  letter: string;
  /** letters, nearest first; `z` is nowhere */
  lower: string[];
  keptBy: 'nothing' | 'image' | 'build cache';
}
const nameOf = (letter: string) => letter.repeat(25);
const linkOf = (letter: string) => letter.toUpperCase().repeat(26);
const leak: Directory = { letter: 'a', lower: [], keptBy: 'nothing' };

function asFacts(directories: readonly Directory[]) {
  const host = new DockerHost();
  host.container('web', host.image('app:1'));
  for (const { letter, lower, keptBy } of directories) {
    host.directory(nameOf(letter), { born: old });
    const entry = host.entries.find(({ name }) => name === nameOf(letter));
    if (entry === undefined) throw new Error('not made');
    delete host.links[entry.link ?? ''];
    host.links[linkOf(letter)] = entry.name;
    Object.assign(entry, { link: linkOf(letter), lower: lower.length === 0 ? null : lower.map(linkOf) });
    if (keptBy === 'image') {
      const diffId = host.hex();
      host.chain(diffId, null, entry.name);
      host.images.push({ id: host.hex(), diffIds: [`sha256:${diffId}`], tag: `${letter}:1` });
    }
    if (keptBy === 'build cache')
      host.buckets.push({
        name: entry.name,
        parent: null,
        committed: null,
        isCommitted: true,
        chainId: null,
        sizeBytes: null,
      });
  }
  return factsOf(host);
}

function asTree(directories: readonly Directory[]): void {
  tree = new StubHost();
  for (const { letter, lower, keptBy } of directories) {
    const layer = tree.layer(letter);
    if (lower.length > 0)
      fs.writeFileSync(
        path.join(tree.directory, layer.name, 'lower'),
        lower.map((each) => `l/${linkOf(each)}`).join(':'),
      );
    if (keptBy === 'image') tree.reference(layer);
  }
}

/** What the plan says, and what its script does with the leak although the plan's own refusal is passed over. */
function both(directories: readonly Directory[], meanwhile: () => void = () => {}) {
  const draft = planOn(asFacts(directories), 'remove-leaked-layers', { names: nameOf('a') });
  const offered = planOn(asFacts(directories), 'restart-docker', {});
  const { excusedLowers = [] } = isRefusal(draft) ? (isRefusal(offered) ? {} : offered.site) : draft.site;
  asTree(directories);
  meanwhile();
  const entry = became(
    tree.run('set-aside-layer', tree.step(1, { name: nameOf('a'), link: linkOf('a') }).args, { excusedLowers }),
  );
  return {
    plan: isRefusal(draft) ? 'refused' : 'goes',
    script: entry.type === 'step.done' ? 'goes' : entry.guard === 'overlay-lowers' ? 'refused' : entry.said,
    said: entry.said,
  };
}

describe('a lower that is not there', () => {
  it.each<[string, Directory[], 'goes' | 'refused']>([
    ['of nothing', [], 'goes'],
    ['of an orphan', [{ letter: 'b', lower: ['z'], keptBy: 'nothing' }], 'goes'],
    [
      'of an orphan and of what lies on it',
      [
        { letter: 'b', lower: ['z'], keptBy: 'nothing' },
        { letter: 'c', lower: ['b', 'z'], keptBy: 'nothing' },
      ],
      'goes',
    ],
    ['of a kept one', [{ letter: 'b', lower: ['z'], keptBy: 'image' }], 'refused'],
    [
      'of what a kept one lies on',
      [
        { letter: 'b', lower: ['z'], keptBy: 'nothing' },
        { letter: 'c', lower: ['b'], keptBy: 'image' },
      ],
      'refused',
    ],
    ['of a dead BuildKit record', [{ letter: 'b', lower: ['z'], keptBy: 'build cache' }], 'goes'],
    [
      'of a dead BuildKit record and of a kept one',
      [
        { letter: 'b', lower: ['z'], keptBy: 'build cache' },
        { letter: 'c', lower: ['z'], keptBy: 'image' },
      ],
      'refused',
    ],
  ])('%s: plan and script say the same', (_, directories, expected) => {
    expect(both([leak, ...directories])).toMatchObject({ plan: expected, script: expected });
  });

  it('of an orphan that an image names by now: the script counts it as broken', () => {
    const orphan: Directory = { letter: 'b', lower: ['z'], keptBy: 'nothing' };
    const named = () => tree.reference({ name: nameOf('b'), link: linkOf('b') });
    const judged = both([leak, orphan], named);
    expect(judged).toMatchObject({ plan: 'goes', script: 'refused' });
    expect(judged.said).toContain(nameOf('b'));
  });

  it('of an orphan that came meanwhile: the script refuses what it was not told of', () => {
    const judged = both([leak], () => {
      const layer = tree.layer('b');
      fs.writeFileSync(path.join(tree.directory, layer.name, 'lower'), `l/${linkOf('z')}`);
    });
    expect(judged).toMatchObject({ plan: 'goes', script: 'refused' });
  });
});
