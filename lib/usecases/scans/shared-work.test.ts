import { describe, expect, it } from 'vitest';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { oneScan } from './shared-work.ts';

/** Work that ends when it is told to, and says when it begins. */
function work(name: string, begun: string[]) {
  let end: (failure?: Error) => void = () => undefined;
  const ended = new Promise<string>((resolve, reject) => {
    end = (failure) => (failure === undefined ? resolve(name) : reject(failure));
  });
  const begin = () => {
    begun.push(name);
    return ended;
  };
  return { begin, end };
}
const aMoment = () => new Promise((resolve) => setImmediate(resolve));

describe('scans of one host', () => {
  it('are one, however many ask, and a plain one takes the answer of a whole one', async () => {
    const app = temporaryApplication();
    const begun: string[] = [];
    const whole = work('whole', begun);
    const plain = work('plain', begun);
    const answers = [
      oneScan(app, 'host_1', true, whole.begin),
      oneScan(app, 'host_1', false, plain.begin),
      oneScan(app, 'host_1', false, plain.begin),
    ];
    await aMoment();
    whole.end();
    expect(await Promise.all(answers)).toEqual(['whole', 'whole', 'whole']);
    expect(begun).toEqual(['whole']);
  });

  it('that must be whole never take the answer of one that began before they were asked for; all who wait share the next', async () => {
    const app = temporaryApplication();
    const begun: string[] = [];
    const [first, second, third] = [work('first', begun), work('second', begun), work('third', begun)];
    const ask = (one: { begin: () => Promise<string> }) => oneScan(app, 'host_1', true, one.begin);
    const before = ask(first);
    const meanwhile = [ask(second), ask(second)];
    await aMoment();
    expect(begun).toEqual(['first']);
    first.end();
    expect(await before).toBe('first');
    await aMoment();
    expect(begun).toEqual(['first', 'second']);
    const later = ask(third);
    await aMoment();
    second.end();
    expect(await Promise.all(meanwhile)).toEqual(['second', 'second']);
    third.end();
    expect(await later).toBe('third');
    expect(begun).toEqual(['first', 'second', 'third']);
    expect(app.scans.size).toBe(0);
  });

  it('come one after the other where a whole one is needed while a plain one runs, also when that fails', async () => {
    const app = temporaryApplication();
    for (const failure of [undefined, new Error('lost')]) {
      const begun: string[] = [];
      const [plain, whole] = [work('plain', begun), work('whole', begun)];
      const first = oneScan(app, 'host_1', false, plain.begin).catch(() => 'failed');
      const second = oneScan(app, 'host_1', true, whole.begin);
      await aMoment();
      expect(begun).toEqual(['plain']);
      plain.end(failure);
      whole.end();
      expect(await Promise.all([first, second])).toEqual([failure === undefined ? 'plain' : 'failed', 'whole']);
      expect(begun).toEqual(['plain', 'whole']);
    }
  });

  it('of different hosts do not wait for each other', async () => {
    const app = temporaryApplication();
    const begun: string[] = [];
    const [plain, whole] = [work('plain', begun), work('whole', begun)];
    const answers = [oneScan(app, 'host_1', false, plain.begin), oneScan(app, 'host_2', true, whole.begin)];
    await aMoment();
    expect(begun.sort()).toEqual(['plain', 'whole']);
    plain.end();
    whole.end();
    await Promise.all(answers);
  });
});
