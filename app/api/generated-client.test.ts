import createClient from 'openapi-fetch';
import { expect, it } from 'vitest';
import { answerTo, servedApplication, tokenOf } from '../../test/attack/testing/served-application.ts';
import type { paths } from './testing/api-types.generated.ts';

/** Somebody else's program: openapi-fetch, and the types that scripts/api-types.mjs makes of the description. It knows nothing more. */
function clientWith(token: string) {
  return createClient<paths>({
    baseUrl: 'http://bilge.test:3000/api/v1',
    headers: { authorization: `Bearer ${token}` },
    fetch: answerTo,
  });
}

it('a client made of the description logs in, reads a report and proposes a plan', async () => {
  const app = servedApplication();
  const stranger = clientWith('bilge_nobody');
  const refused = await stranger.GET('/hosts');
  expect(refused.response.status).toBe(401);
  expect(refused.error?.code).toBe('unauthenticated');

  const { bearer = '' } = await tokenOf(app, 'anna', 'admin');
  const client = clientWith(bearer);
  const added = await client.POST('/hosts', { body: { name: 'nas', url: 'demo:nas' } });
  expect(added.data?.checks.map(({ id, ok }) => [id, ok])).toEqual([['connect', true]]);
  const hosts = await client.GET('/hosts');
  expect(hosts.data?.map(({ name }) => name)).toEqual(['nas']);

  const byName = { params: { path: { id: 'nas' } } };
  const unread = await client.GET('/hosts/{id}/report', byName);
  expect(unread.error?.code).toBe('not-found');
  await client.POST('/hosts/{id}/scan', { params: { path: { id: 'nas' }, query: { sizes: '1' } } });
  const { data: report } = await client.GET('/hosts/{id}/report', byName);
  const orphans = report?.leaks.filter(({ state }) => state === 'orphan') ?? [];
  const bytes = orphans.map((leak) => (leak.bytes.state === 'known' ? leak.bytes.value : leak.bytes.reason));
  expect(bytes.length).toBeGreaterThan(0);
  expect(bytes.every((each) => typeof each === 'number')).toBe(true);

  const proposed = await client.POST('/hosts/{id}/plans', {
    ...byName,
    body: { action: 'remove-leaked-layers', params: { names: orphans[0]?.name ?? '' } },
  });
  expect(proposed.response.status).toBe(201);
  expect(proposed.data?.steps.map(({ target }) => target.id)).toContain(orphans[0]?.name);
  const { data: plan } = await client.GET('/plans/{id}', { params: { path: { id: proposed.data?.id ?? '' } } });
  expect(plan).toEqual(proposed.data);

  // @ts-expect-error: an address that the description does not have
  const nowhere = await client.GET('/hosts/{id}/leaks', byName);
  expect(nowhere.response.status).toBe(404);
});
