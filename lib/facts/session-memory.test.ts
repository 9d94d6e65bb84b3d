import { describe, expect, it } from 'vitest';
import type { HostSession } from '../domain/session.ts';
import { collectHostFacts } from './collect.ts';
import { memoryOf } from './session-memory.ts';
import { fakeDocker } from './testing/fake-docker.ts';
import { localSession } from './testing/local-session.ts';

const scan = (session: HostSession) =>
  collectHostFacts(session, { hostId: 'h', now: () => '2026-11-21T00:00:00Z', newFactsId: () => 'f', only: 'proof' });

/** Counts the scripts, and lets the Engine's data root be changed between two scans. */
function watched(): { session: HostSession; scripts: string[]; moveTo: (dataRoot: string) => void } {
  const answers: Record<string, unknown> = {};
  const docker = fakeDocker({ dataRoot: '/proc', driver: 'overlay2', answers });
  const json = docker.json;
  let dataRoot = '/proc';
  docker.json = async (request) => {
    const answer = await json(request);
    return request.path === '/info' ? { ...Object(answer), DockerRootDir: dataRoot } : answer;
  };
  const local = localSession({ docker });
  const scripts: string[] = [];
  const read: HostSession['read'] = (script, options) => {
    scripts.push(script.source.toString());
    return local.read(script, options);
  };
  const moveTo = (path: string) => {
    dataRoot = path;
  };
  return { session: { ...local, read }, scripts, moveTo };
}

describe('what a scan has learned about a connection', () => {
  it('spares the next one the choice of tools, and one script is enough', async () => {
    const { session, scripts } = watched();
    await scan(session);
    await scan(session);
    expect(scripts).toHaveLength(2);
    expect(memoryOf(session, 'sh').tools?.[0]).toMatch(/^\/.*stat$/);
    expect(scripts[1]).toContain(`BILGE_STAT=${memoryOf(session, 'sh').tools?.[0]}`);
  });

  it('is not believed when the Engine says otherwise: the host is read again', async () => {
    const { session, scripts, moveTo } = watched();
    await scan(session);
    moveTo('/sys');
    const facts = await scan(session);
    expect(scripts).toHaveLength(3);
    expect(facts.sections.engine).toMatchObject({ value: { dataRoot: '/sys' } });
    expect(facts.sections.dataRoot).toMatchObject({ value: { path: '/sys' } });
  });

  it('leaves what a proof does not need unknown', async () => {
    const facts = await scan(watched().session);
    expect(facts.sections.volumesOnDisk).toMatchObject({ state: 'unknown', reason: 'not-collected' });
    expect(facts.sections.volumes).toMatchObject({ state: 'unknown', reason: 'not-collected' });
  });
});
