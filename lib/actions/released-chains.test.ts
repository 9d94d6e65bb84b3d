import { describe, expect, it } from 'vitest';
import { isRefusal } from '../domain/plan.ts';
import type { Protection } from '../domain/protection.ts';
import { DockerHost, old } from '../facts/views/testing/docker-host.ts';
import { factsOf, planOn } from './testing/plan-on.ts';

/** A host whose layer store holds chains that no image names. */
class LostChains {
  readonly host = new DockerHost();

  /** @returns its name and its directory */
  chain(parent: { name: string; directory: string } | null): { name: string; directory: string } {
    const directory = this.host.directory(this.host.hex(), { born: old, lower: parent?.directory ?? null });
    return { name: this.host.chain(this.host.hex(), parent?.name ?? null, directory), directory };
  }

  plan(names: string, protections: Protection[] = []) {
    return planOn(factsOf(this.host), 'remove-leaked-layers', { mode: 'delete', names }, { protections });
  }
  steps(names: string, protections: Protection[] = []): [directory: string, takes: unknown][] {
    const draft = this.plan(names, protections);
    return isRefusal(draft) ? [] : draft.steps.map(({ args, target }) => [target.id, args.takes]);
  }
  /** directory → its excuse */
  left(names: string, protections: Protection[] = []): Record<string, string> {
    return Object.fromEntries(this.plan(names, protections).skipped.map(({ target, excuse }) => [target.id, excuse]));
  }
}

function three() {
  const lost = new LostChains();
  lost.host.container('web', lost.host.image('app:1'));
  const bottom = lost.chain(null);
  const middle = lost.chain(bottom);
  return { lost, bottom, middle, top: lost.chain(middle) };
}

describe('a plan names everything that Docker deletes along', () => {
  it('all of them: each is a step, tops first, and says what goes with it', () => {
    const { lost, bottom, middle, top } = three();
    expect(lost.steps('all')).toEqual([
      [top.directory, [middle.name, bottom.name]],
      [middle.directory, [bottom.name]],
      [bottom.directory, []],
    ]);
  });

  it('the top alone is left alone, and the excuse names what would have gone', () => {
    const { lost, middle, top } = three();
    expect(lost.steps(top.directory)).toEqual([]);
    expect(lost.left(top.directory)[top.directory]).toBe(
      `Docker would delete ${middle.directory} with it, which is not in this plan. Add its name, or use all.`,
    );
  });

  it('a shield below keeps what lies on it', () => {
    const { lost, bottom, middle, top } = three();
    const shields = [{ kind: 'layer', id: bottom.directory }];
    expect(lost.steps('all', shields)).toEqual([]);
    const left = lost.left('all', shields);
    expect(left[bottom.directory]).toContain('protected in Bilge');
    expect(left[middle.directory]).toBe(`Docker would delete ${bottom.directory} with it, which is protected.`);
    expect(left[top.directory]).toContain('Docker would delete');
  });

  it('a shield on top keeps what lies below: Docker could not let go of it', () => {
    const { lost, middle, top } = three();
    const left = lost.left('all', [{ kind: 'layer', id: top.directory }]);
    expect(left[middle.directory]).toBe(
      `Docker keeps it while the layer ${top.directory} is built on it, which is protected.`,
    );
  });

  it('what is not proven below keeps what lies on it', () => {
    const { lost, bottom, middle } = three();
    const entry = lost.host.entries.find(({ name }) => name === bottom.directory);
    if (entry) entry.birthSeconds = null;
    expect(lost.steps('all')).toEqual([]);
    expect(lost.left('all')[middle.directory]).toContain(
      `Docker would delete ${bottom.directory} with it, which is skipped (`,
    );
  });

  it('a layer below that only a record of BuildKit reaches would be deleted too', () => {
    const lost = new LostChains();
    const base = lost.chain(null);
    const top = lost.chain(base);
    lost.host.cache({ chainId: `sha256:${base.name}` });
    expect(lost.steps('all')).toEqual([]);
    expect(lost.left('all')[top.directory]).toContain(`Docker would delete ${base.directory} with it`);
  });

  it('what an image, a container or another leaked layer needs does not go along', () => {
    const lost = new LostChains();
    const image = lost.host.image('base:1');
    const base = lost.host.topChain(image);
    const onImage = lost.chain({ name: base, directory: lost.host.cacheIdOf(base) });
    expect(lost.steps('all')).toEqual([[onImage.directory, []]]);

    const fork = new LostChains();
    const below = fork.chain(null);
    const [left, right] = [fork.chain(below), fork.chain(below)];
    expect(fork.steps(left.directory)).toEqual([[left.directory, []]]);
    expect(new Map(fork.steps('all'))).toEqual(
      new Map([
        [left.directory, []],
        [right.directory, [below.name]],
        [below.directory, []],
      ]),
    );
  });

  it('says that Docker deletes them for good, and nothing of moving', () => {
    const { lost } = three();
    const draft = lost.plan('all');
    if (isRefusal(draft)) return expect.unreachable();
    expect(draft.summary).toMatch(/^Has Docker delete 3 layers /);
    expect(draft.summary).not.toMatch(/quarantine|restore/i);
    expect(draft.undo).toMatchObject({
      possible: false,
      excuse: expect.stringMatching(/^Layers in Docker’s records /),
    });
  });
});
