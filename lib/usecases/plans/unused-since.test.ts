import { expect, it } from 'vitest';
import { chosenOf, factsOf } from '../../actions/testing/plan-on.ts';
import { unknown } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { unusedKey } from '../../facts/views/rows/unused-objects.ts';
import { changed } from '../../facts/views/testing/changed.ts';
import { DockerHost } from '../../facts/views/testing/docker-host.ts';
import type { Application } from '../core/application.ts';
import { recordReport } from '../scans/reports.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { draftPlan, planningContext } from './planning.ts';
import { unusedSince } from './unused-since.ts';

/** docs/reference/guard-lessons.md#g1: an image or volume a month old whose container was removed five minutes ago is not garbage yet. */
const model = new DockerHost();
const image = model.image('db:1');
model.container('db', image);
const used = changed(factsOf(model), 'containers', (all) =>
  all.map((each) => ({ ...each, imageId: `sha256:${image}` })),
);
const freed = changed(
  changed(used, 'containers', () => []),
  'containersOnDisk',
  () => [],
);
const key = unusedKey('image', `sha256:${image}`);
const scanned = (app: Application, host: ReturnType<typeof storedHost>, facts: HostFacts, at: string) => {
  const own = {
    ...facts,
    id: `facts_${at.replaceAll(/\D/g, '')}` as HostFacts['id'],
    hostId: host.id,
    collectedAt: at,
  };
  app.store.facts.put(own);
  recordReport(app, host, own);
  app.now = () => new Date(at);
};

it('age counts from the first scan that saw it unused, and begins anew when it was used in between', () => {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@nas');
  const draft = (params: Record<string, string> = {}) =>
    draftPlan(planningContext(app, host.id), 'prune-images', params);
  scanned(app, host, used, '2026-11-01T00:00:00.000Z');
  expect(unusedSince(app, host.id).get(key)).toBeUndefined();

  scanned(app, host, freed, '2026-11-20T00:00:00.000Z');
  expect(unusedSince(app, host.id).get(key)).toBe('2026-11-20T00:00:00.000Z');
  expect(chosenOf(draft())).toEqual([]);
  expect(draft().skipped[0]).toMatchObject({
    guardId: 'minimum-age',
    excuse: expect.stringContaining('unused for only 0 min'),
  });
  expect(chosenOf(draft({ minAgeHours: '0' }))).toEqual([`sha256:${image}`]);

  // A scan that could not list the containers changes nothing.
  const blind = { ...freed, sections: { ...freed.sections, containers: unknown('timed-out', 'It took too long.') } };
  scanned(app, host, blind, '2026-11-20T12:00:00.000Z');
  expect(unusedSince(app, host.id).get(key)).toBe('2026-11-20T00:00:00.000Z');

  scanned(app, host, freed, '2026-11-21T01:00:00.000Z');
  expect(chosenOf(draft())).toEqual([`sha256:${image}`]);

  scanned(app, host, used, '2026-11-21T02:00:00.000Z');
  scanned(app, host, freed, '2026-11-21T02:05:00.000Z');
  expect(chosenOf(draft())).toEqual([]);
  expect(draft().skipped[0]?.excuse).toContain('unused for only 0 min');
});
