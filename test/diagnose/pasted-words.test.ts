import { expect, it } from 'vitest';
import { actions } from '../../lib/actions/action-registry.ts';
import { diagnosePasted } from '../../lib/usecases/diagnosis/diagnose.ts';
import { corpusCases, corpusNow } from './corpus.ts';

/** Who pasted text has no host here and no button: what names one would send them looking for it. */
const planned = ['migrate-to-loopback', 'move-data-root', 'switch-storage-driver', 'grow-loopback', 'trim-loopback'];
const names = [...actions.map(({ id }) => id), ...planned].map((id) => id.replaceAll('-', ' '));
const named = new RegExp(`[“"‘\`](?:${names.join('|')})[”"’\`]`, 'i');

it('no finding about pasted text names an action of Bilge', () => {
  expect(named.test('set a limit (“set log rotation”)')).toBe(true);
  const told = corpusCases().flatMap(({ name, text }) => {
    const { notices, findings } = diagnosePasted([text], { now: corpusNow });
    return [...notices, ...findings].flatMap(({ checkId, detail, title }) => {
      const found = named.exec(`${title}\n${detail}`)?.[0];
      return found === undefined ? [] : [`${name}: ${checkId} ${found}`];
    });
  });
  expect([...new Set(told)]).toEqual([]);
});
