import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, became, StubHost } from './testing/stub-host.ts';

/** What Docker would delete together with a layer, worked out by the script itself right before it has Docker let go of that layer. */
let host: StubHost;
afterEach(() => host?.remove());

const [top, below, bottom] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
const directoryOf = (chain: string) => chain.slice(0, 25);
const digest = (chain: string) => `sha256:${'1'.repeat(63)}${chain[0]}`;

function write(file: string, text: string): void {
  const whole = path.join(host.root, 'image/overlay2/layerdb', file);
  fs.mkdirSync(path.dirname(whole), { recursive: true });
  fs.writeFileSync(whole, text);
}

/** top on below on bottom, each in a directory of its own */
function chains(answers: ConstructorParameters<typeof StubHost>[0] = []): void {
  host = new StubHost(answers);
  for (const [chain, parent] of [
    [top, below],
    [below, bottom],
    [bottom, null],
  ] as const) {
    host.layer(chain[0] ?? '');
    write(`sha256/${chain}/cache-id`, directoryOf(chain));
    write(`sha256/${chain}/diff`, digest(chain));
    if (parent !== null) write(`sha256/${chain}/parent`, `sha256:${parent}`);
  }
}
const release = (takes: string[]) => became(host.run('release-chain', { name: directoryOf(top), chain: top, takes }));

const images = (...layers: string[][]): Answer[] => [
  { tool: 'docker', when: 'image ls -a *', says: layers.map((_, index) => `sha256:${index}`).join('\n') },
  { tool: 'docker', when: 'image inspect *', says: layers.map((each) => `image ${JSON.stringify(each)}`).join('\n') },
];
const silent: Answer[] = [{ tool: 'docker', when: 'image ls -a *', code: 1 }];
const unplanned = { type: 'step.refused', guard: 'taken-along' };
// The stub of Docker lets go of nothing: a step that was begun finds the layer there still, one that was not is refused before.
const begun = { type: 'step.refused', guard: 'in-use' };

describe('release-chain', () => {
  it.each([
    ['all that would go is planned', [], [below, bottom], begun],
    ['one is not planned', [], [below], unplanned],
    ['none is planned', [], [], unplanned],
    ['an image keeps those below', images([digest(bottom), digest(below)]), [], begun],
    ['an image keeps the lowest', images([digest(bottom), digest(top)]), [below], begun],
    ['an image keeps the lowest, the other is not planned', images([digest(bottom), digest(top)]), [], unplanned],
    ['an image of its very layers is no other', images([bottom, below, top].map(digest)), [below], unplanned],
    ['an image of another kind', images([digest(top)]), [below], unplanned],
    ['Docker does not say which images it has', silent, [below, bottom], unplanned],
  ])('%s', (_, answers, takes, expected) => {
    chains(answers);
    expect(release(takes)).toMatchObject(expected);
    if (expected === unplanned) expect(host.calls().join('\n')).not.toMatch(/ load| rmi /);
  });

  it('what another layer or a mount is built on stays', () => {
    chains();
    write(`sha256/${'d'.repeat(64)}/parent`, `sha256:${bottom}`);
    expect(release([below])).toMatchObject(begun);
    write(`mounts/${'e'.repeat(64)}/parent`, `sha256:${below}`);
    expect(release([])).toMatchObject(begun);
  });

  it('what went with the layer above it is done in the same run, and was done already in the next one', () => {
    const everything = (made: StubHost) =>
      `rm -rf ${made.root}/image/overlay2/layerdb/sha256/* ${made.directory}/[abc]*`;
    chains((made) => [{ tool: 'docker', when: 'rmi *', does: everything(made) }]);
    const steps = [
      { name: directoryOf(top), chain: top, takes: [below, bottom] },
      { name: directoryOf(below), chain: below, takes: [bottom] },
      { name: directoryOf(bottom), chain: bottom, takes: [] },
    ];
    const first = host.run('release-chain', steps);
    expect(became(first, 1)).toMatchObject({ type: 'step.done' });
    for (const step of [2, 3])
      expect(became(first, step)).toMatchObject({ type: 'step.done', said: expect.stringContaining('together with') });
    expect(host.calls().filter((call) => call.startsWith('docker load'))).toHaveLength(1);
    const second = host.run('release-chain', steps);
    for (const step of [1, 2, 3]) expect(became(second, step).type).toBe('step.already-done');
  });
});
