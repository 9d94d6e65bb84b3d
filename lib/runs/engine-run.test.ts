import { describe, expect, it } from 'vitest';
import { DockerApiError, TransportError } from '../domain/errors.ts';
import { known } from '../domain/fact.ts';
import type { Plan, PlannedStep } from '../domain/plan.ts';
import type { JournalEntry } from '../domain/run.ts';
import type { DockerApi, EngineRequest } from '../domain/session.ts';
import { listRequests, runOverEngine } from './engine-run.ts';
import { applyEntries, newRun } from './progress.ts';
import { sampleDraft, samplePlan, sampleSite, unknownIdentity } from './testing/sample-draft.ts';

const id = (letter: string) => letter.repeat(64);
const finishedAt = '2026-11-20T10:00:00Z';

function container(number: number, letter: string): PlannedStep {
  return {
    number,
    op: 'remove-container',
    args: { id: id(letter), name: letter, finishedAt },
    target: { kind: 'container', id: id(letter), label: letter, owner: null },
    title: `Remove container ${letter}`,
    bytes: known(0),
    risk: 'irreversible',
    guards: [],
  };
}

function planOf(steps: PlannedStep[]): Plan {
  const site = sampleSite({ dataRoot: '/var/lib/docker', requestedDataRoot: '/var/lib/docker', driver: 'overlay2' });
  return samplePlan(sampleDraft(steps, { site, engineOnly: true }), { ...unknownIdentity, engineId: known('ENGINE') });
}

/** An engine that is a set of containers; `meet` may throw, or change it, at any request. */
class Engine {
  readonly containers = new Map<string, { status: string; finishedAt: string }>();
  readonly requests: string[] = [];
  id = 'ENGINE';
  meet: (request: EngineRequest) => void = () => {};

  constructor(letters: string) {
    for (const letter of letters) this.containers.set(id(letter), { status: 'exited', finishedAt });
  }

  async json(request: EngineRequest): Promise<unknown> {
    this.requests.push(`${request.method} ${request.path.replaceAll(/(.)\1{63}/g, '$1')}`);
    this.meet(request);
    if (request.path === '/info') return { ID: this.id, DockerRootDir: '/var/lib/docker', Driver: 'overlay2' };
    const [, name = ''] = /^\/containers\/([^/]+)/.exec(request.path) ?? [];
    const found = this.containers.get(name);
    if (found === undefined) throw new DockerApiError({ status: 404, message: 'No such container' });
    if (request.method === 'DELETE') {
      this.containers.delete(name);
      return null;
    }
    return {
      State: { Status: found.status, FinishedAt: found.finishedAt },
      HostConfig: { RestartPolicy: { Name: 'no' } },
    };
  }
}

const lost = () => new TransportError({ failure: 'connection-lost', step: 'docker', message: 'socket hang up' });

async function run(engine: Engine, steps: PlannedStep[], change: { isCancelled?: () => boolean } = {}) {
  const plan = planOf(steps);
  const entries: JournalEntry[] = [];
  await runOverEngine({
    plan,
    docker: async () => engine as unknown as DockerApi,
    write: (each) => entries.push(...each),
    isCancelled: change.isCancelled ?? (() => false),
    patienceMs: 0,
  });
  const done = applyEntries(newRun(plan, { startedBy: 'anna', at: '' }), entries, 0);
  return { entries, run: done, states: done.steps.map(({ state }) => state) };
}

describe('a run over the Engine alone', () => {
  it('does each step once, having written its intent, and looks again', async () => {
    const engine = new Engine('abc');
    const { run: ended, entries, states } = await run(engine, [container(1, 'a'), container(2, 'b')]);
    expect(ended.state).toBe('succeeded');
    expect(states).toEqual(['done', 'done']);
    expect([...engine.containers.keys()]).toEqual([id('c')]);
    expect(entries.filter(({ step }) => step === 1).map(({ type }) => type)).toEqual(['step.intended', 'step.done']);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(engine.requests.slice(0, 5)).toEqual([
      'GET /info',
      'GET /containers/a/json',
      'DELETE /containers/a',
      'GET /containers/a/json',
      'GET /containers/b/json',
    ]);
  });

  it('writes the intent before the effect', async () => {
    const engine = new Engine('a');
    const plan = planOf([container(1, 'a')]);
    const order: string[] = [];
    engine.meet = ({ method }) => order.push(method);
    await runOverEngine({
      plan,
      docker: async () => engine as unknown as DockerApi,
      write: ([entry]) => order.push(entry?.type ?? ''),
      isCancelled: () => false,
    });
    expect(order.indexOf('step.intended')).toBeGreaterThan(-1);
    expect(order[order.indexOf('DELETE') - 1]).toBe('step.intended');
  });

  it.each([
    ['runs now', { status: 'running', finishedAt }, 'in-use'],
    ['has run again', { status: 'exited', finishedAt: '2026-11-21T00:00:00Z' }, 'changed'],
  ])('leaves alone what %s', async (_, now, guard) => {
    const engine = new Engine('ab');
    engine.containers.set(id('a'), now);
    const { entries, run: ended, states } = await run(engine, [container(1, 'a'), container(2, 'b')]);
    expect(states).toEqual(['refused', 'done']);
    expect(ended.state).toBe('succeeded');
    expect(entries.find(({ type }) => type === 'step.refused')?.guard).toBe(guard);
    expect(engine.requests).not.toContain('DELETE /containers/a');
  });

  it('run again it finds everything done', async () => {
    const { states, run: ended } = await run(new Engine(''), [container(1, 'a')]);
    expect(states).toEqual(['already-done']);
    expect(ended.state).toBe('succeeded');
  });

  it('takes the engine’s no for an excuse', async () => {
    const engine = new Engine('a');
    engine.meet = ({ method }) => {
      if (method === 'DELETE') throw new DockerApiError({ status: 409, message: 'removal is already in progress' });
    };
    const { run: ended } = await run(engine, [container(1, 'a')]);
    expect(ended).toMatchObject({ state: 'refused', steps: [{ state: 'refused' }] });
    expect(ended.steps[0]?.said).toContain('removal is already in progress');
  });

  it('refuses another engine, and stops at one that comes in the middle', async () => {
    const other = new Engine('a');
    other.id = 'OTHER';
    expect((await run(other, [container(1, 'a')])).run).toMatchObject({ state: 'refused' });
    expect(other.requests).toEqual(['GET /info']);
    expect(other.containers.size).toBe(1);
  });

  it('a lost answer: nothing is sent twice, looking again says what came of it', async () => {
    const engine = new Engine('ab');
    engine.meet = ({ method, path }) => {
      if (method !== 'DELETE' || !path.includes(id('a'))) return;
      engine.containers.delete(id('a'));
      throw lost();
    };
    const { states } = await run(engine, [container(1, 'a'), container(2, 'b')]);
    expect(states).toEqual(['done', 'done']);
    expect(engine.requests.filter((line) => line === 'DELETE /containers/a')).toHaveLength(1);
  });

  it('an engine that does not come back: not known, and the rest is left alone', async () => {
    const engine = new Engine('ab');
    let isGone = false;
    engine.meet = ({ method }) => {
      if (method === 'DELETE') isGone = true;
      if (isGone) throw lost();
    };
    const { run: ended, states } = await run(engine, [container(1, 'a'), container(2, 'b')]);
    expect(states).toEqual(['failed', 'not-reached']);
    expect(ended.state).toBe('failed');
    expect(ended.steps[0]?.said).toContain('unknown');
  });

  it('an answer of another form ends it, in words', async () => {
    const engine = new Engine('ab');
    engine.json = async (request) =>
      request.path === '/info'
        ? { ID: 'ENGINE', DockerRootDir: '/var/lib/docker', Driver: 'overlay2' }
        : { State: 'what' };
    const { states, run: ended } = await run(engine, [container(1, 'a')]);
    expect(states).toEqual(['refused']);
    expect(ended.steps[0]?.said).toContain('could not ask Docker');
  });

  it('ends between two steps when cancelled', async () => {
    const engine = new Engine('ab');
    const isCancelled = () => !engine.containers.has(id('a'));
    const { run: ended, states } = await run(engine, [container(1, 'a'), container(2, 'b')], { isCancelled });
    expect(ended.state).toBe('cancelled');
    expect(states).toEqual(['done', 'not-reached']);
  });

  it('a step that needs a shell is left alone', async () => {
    const step = { ...container(1, 'a'), op: 'restart-docker', args: {} };
    expect((await run(new Engine('a'), [step])).run.steps[0]).toMatchObject({ state: 'refused' });
  });
});

it('the requests are told in advance, as comments only', () => {
  const text = listRequests([
    container(1, 'a'),
    { ...container(2, 'b'), title: "Remove\n'$(reboot)'" },
    {
      ...container(3, 'c'),
      op: 'remove-image',
      args: { id: `sha256:${id('c')}`, references: ['one:a', 'reg.lan:5000/two:b'], label: 'one:a' },
    },
    { ...container(4, 'd'), op: 'remove-build-cache', args: { id: 'd'.repeat(25), label: 'cache' } },
  ]);
  for (const line of text.trim().split('\n')) expect(line).toMatch(/^#/);
  expect(text).toContain(`DELETE /containers/${id('a')}?v=false&force=false`);
  expect(text).toContain('DELETE /images/reg.lan:5000/two:b?noprune=true&force=false');
  expect(text).toContain(`POST /build/prune?all=true&filters={"id":["${'d'.repeat(25)}"]}`);
});
