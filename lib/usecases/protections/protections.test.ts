import { expect, it } from 'vitest';
import { readRecording } from '../../../test/states/recorded-states.ts';
import type { Actor } from '../../access/actor.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { protect, unprotect } from './protections.ts';

const anna: Actor = { kind: 'cli', name: 'anna', role: 'operator' };

function recordedHost() {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@nas');
  const { facts } = readRecording('nested-docker');
  app.store.facts.put({ ...facts, hostId: host.id });
  const list = <T>(fact: { state: 'known'; value: T[] } | { state: 'unknown' }): T[] =>
    fact.state === 'known' ? fact.value : [];
  return { app, host, images: list(facts.sections.images), volumes: list(facts.sections.volumes) };
}

it('stores what the guards compare: the whole id of what was named by its beginning, its name or its tag', async () => {
  const { app, host, images, volumes } = recordedHost();
  const [image] = images;
  const [volume] = volumes;
  if (image === undefined || volume === undefined) throw new Error('the recording has no image or no volume');
  const bare = image.id.replace('sha256:', '');
  for (const text of [`image:${bare.slice(0, 12)}`, `image:${bare}`, `image:${image.id}`, `image:${image.repoTags[0]}`])
    expect(await protect(app, anna, host.id, text)).toEqual({ kind: 'image', id: image.id });
  expect(await protect(app, anna, host.id, volume.name)).toEqual({ kind: 'volume', id: volume.name });
  expect(app.store.protections.all(host.id)).toHaveLength(2);
  await unprotect(app, anna, host.id, `image:${bare.slice(0, 12)}`);
  expect(app.store.protections.all(host.id)).toHaveLength(1);
});

it('promises nothing for what the last scan did not see, or could not list', async () => {
  const { app, host } = recordedHost();
  await expect(async () => protect(app, anna, host.id, 'volume:no-such-volume')).rejects.toThrow(
    /was not in the last scan/,
  );
  await expect(async () => protect(app, anna, host.id, 'container:4aa21d42f5b7')).rejects.toThrow(
    /was not in the last scan/,
  );
  const facts = app.store.facts.latest(host.id);
  if (facts === null) throw new Error('no facts');
  const volumes = { state: 'unknown', reason: 'permission-denied', detail: 'no root' } as const;
  app.store.facts.put({ ...facts, id: 'facts_blind', sections: { ...facts.sections, volumes } });
  await expect(async () => protect(app, anna, host.id, 'volume:photos')).rejects.toThrow(/could not list.*no root/);
});
