import { type BrowserContext, expect, type Page } from '@playwright/test';
import { patience } from '../../../lab/patience.ts';
import type { Dashboard } from '../dashboard.ts';
import { changeHeaders } from './entry.ts';
import { record } from './recorded-dashboard.ts';

/** What happens while someone reads a plan: it expires, another tab uses it, another person is first by a plan of their own. */
const planOn = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

/** Someone else presses the button of this plan, in another tab. Leads to the run. */
export async function usedElsewhere({ url }: Dashboard, context: BrowserContext, page: Page): Promise<string> {
  const answer = await context.request.post(`${url}/api/v1/plans/${planOn(page)}/apply`, {
    headers: await changeHeaders(page),
    data: { confirm: 'demo-nas' },
  });
  expect(answer.status()).toBe(202);
  return `${url}/runs/${(await answer.json()).id}`;
}

/** Its hour is over, without waiting for it: in the store, and by the clock of the page, which has to be a moved one. */
export async function expired({ data }: Dashboard, page: Page): Promise<void> {
  await record(data, 'expire', planOn(page));
  await page.clock.fastForward('01:00:01');
}

/** Another person makes the other plan for the same layers, and runs it to its end. */
export async function freedElsewhere({ url }: Dashboard, context: BrowserContext, page: Page): Promise<void> {
  const headers = await changeHeaders(page);
  const api = `${url}/api/v1`;
  const ask = async (path: string, data: object) => (await context.request.post(api + path, { headers, data })).json();
  const hosts: { id: string; name: string }[] = await (await context.request.get(`${api}/hosts`)).json();
  const nas = hosts.find(({ name }) => name === 'demo-nas')?.id;
  const wanted = { action: 'remove-leaked-layers', params: { mode: 'delete', names: 'all' } };
  const plan = await ask(`/hosts/${nas}/plans`, wanted);
  const run = await ask(`/plans/${plan.id}/apply`, { confirm: 'demo-nas' });
  const state = async () => (await (await context.request.get(`${api}/runs/${run.id}`)).json()).state;
  await expect.poll(state, { timeout: patience(60_000) }).toBe('succeeded');
}
