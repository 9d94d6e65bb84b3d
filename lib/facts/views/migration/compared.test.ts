import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { migrationReportText } from '../../../domain/migration-report-text.ts';
import { DockerHost } from '../testing/docker-host.ts';
import { comparedKinds } from './compared.ts';

const host = new DockerHost();
host.container('agent', host.image('app:1'));
const made = host.facts().sections;
const sections = { ...made, networks: known([]) };
type Sections = HostFacts['sections'];
const without = (change: Partial<Sections>): Sections => ({ ...sections, ...change });
const containers = sections.containers.state === 'known' ? sections.containers.value : [];

describe('Docker before and after a move', () => {
  it('is the same where nothing changed', () => {
    const kinds = comparedKinds(sections, sections);
    expect(kinds.map(({ title }) => title)).toEqual(['Containers', 'Images', 'Volumes', 'Networks']);
    expect(new Set(kinds.flatMap(({ rows }) => rows.map(({ verdict }) => verdict)))).toEqual(new Set(['same']));
  });

  it('names what is missing, what is new, and what runs no more', () => {
    const [first] = containers;
    if (first === undefined) throw new Error('the model host has a container');
    const stopped = without({
      containers: known([
        { ...first, state: 'running' },
        { ...first, id: 'new', names: ['/n'] },
      ]),
    });
    const [kind] = comparedKinds(sections, stopped);
    expect(kind?.rows.map(({ verdict }) => verdict)).toEqual(['changed', 'new']);
    const [gone] = comparedKinds(sections, without({ containers: known([]) }));
    expect(gone?.rows.map(({ verdict }) => verdict)).toEqual(['missing']);
  });

  it('names a container that is no longer healthy or no longer reached, and takes one that just started for what it was', () => {
    const [first] = containers;
    if (first === undefined) throw new Error('the model host has a container');
    const up = { ...first, state: 'running', status: 'Up 2 days (healthy)', ports: ['0.0.0.0:8080 to 80/tcp'] };
    const verdict = (now: Partial<typeof up>) =>
      comparedKinds(without({ containers: known([up]) }), without({ containers: known([{ ...up, ...now }]) }))[0]
        ?.rows[0];
    expect(verdict({ status: 'Up 3 seconds (health: starting)' })).toMatchObject({
      verdict: 'same',
      after: 'running, health: starting, 0.0.0.0:8080 to 80/tcp',
    });
    expect(verdict({ status: 'Up 2 minutes (unhealthy)' })?.verdict).toBe('changed');
    expect(verdict({ ports: [] })).toMatchObject({ verdict: 'changed', after: 'running, healthy' });
    const { ports: _, ...olderScan } = up;
    expect(
      comparedKinds(without({ containers: known([olderScan]) }), without({ containers: known([up]) }))[0]?.rows[0]
        ?.verdict,
    ).toBe('same');
  });

  it('an unknown list has no rows and is never taken for an empty one', () => {
    const [kind] = comparedKinds(sections, without({ containers: unknown('not-collected', 'Docker is down.') }));
    expect(kind).toMatchObject({ rows: [], unknown: expect.stringContaining('Docker is down.') });
    expect(comparedKinds(null, sections).every(({ unknown: why }) => why !== null)).toBe(true);
  });

  it('reads as text', () => {
    const text = migrationReportText({
      runId: 'run_a',
      host: 'nas',
      title: 'Move Docker to /mnt/big/docker',
      state: 'succeeded',
      startedAt: '2026-12-01T10:00:00Z',
      endedAt: '2026-12-01T10:01:00Z',
      before: '2026-12-01T09:59:00Z',
      after: null,
      dataRoot: { before: '/var/lib/docker', after: '/mnt/big/docker' },
      driver: { before: 'overlay2', after: 'overlay2' },
      compared: [{ title: 'Start Docker', said: '1 container as before' }],
      kinds: comparedKinds(sections, sections),
    });
    expect(text).toContain('Data root: /var/lib/docker → /mnt/big/docker');
    expect(text).toMatch(/Containers: 1 before, 1 after\n {2}= \S+ agent exited/);
  });
});
