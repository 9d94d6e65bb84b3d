import { describe, expect, it } from 'vitest';
import { registry } from '../actions/ops/registry.generated.ts';
import { buildStorageReport } from '../facts/views/storage-report.ts';
import { judge, noPast } from '../health/judge.ts';
import { simulationOf } from '../usecases/demo/simulation-of.ts';
import { demoNames, readDemoRecording } from './recording.ts';
import { demoExcuse } from './simulated-step.ts';

describe('what a demo host can do', () => {
  it('is decided for every op there is, and for no other', () => {
    for (const { id, simulated } of registry) {
      expect(simulated, id).toBeDefined();
      expect(simulationOf(id), id).toBe(simulated);
    }
    expect(simulationOf('check-references')).not.toBeNull();
    expect(simulationOf('an-op-of-tomorrow')).toBeNull();
  });

  it('is no plan that stops Docker, or that has one step which is not simulated', () => {
    const step = { op: 'check-references' };
    const draft = { title: 'Tidy up', steps: [step], stopsDocker: false } as Parameters<typeof demoExcuse>[0];
    expect(demoExcuse(draft, simulationOf)).toBeNull();
    expect(demoExcuse({ ...draft, stopsDocker: true }, simulationOf)).toMatch(/^A demo host cannot do this/);
    const withScrub = { ...draft, steps: [step, { op: 'scrub' }] } as typeof draft;
    expect(demoExcuse(withScrub, simulationOf)).toMatch(/the plan would be “Tidy up”/);
    const withNews = { ...draft, steps: [{ op: 'an-op-of-tomorrow' }] } as typeof draft;
    expect(demoExcuse(withNews, simulationOf)).toMatch(/cannot do this/);
  });
});

describe.each(demoNames)('the recording %s', (name) => {
  const recording = readDemoRecording(name);
  const storage = buildStorageReport(recording.facts, recording.measurements, () => null);

  it('is judged without an error, and every listing that a proof needs is in it', () => {
    expect(storage.leaks.state).toBe('known');
    expect(storage.refusals).toEqual([]);
    const outcomes = judge({ facts: recording.facts, storage, past: noPast, now: recording.recordedAt });
    expect(outcomes.filter(({ status }) => status === 'error')).toEqual([]);
  });

  it('says what it is, and nothing of the machine it was made on', () => {
    expect(recording.about).toMatch(/^A lab host /);
    expect(recording.facts.collectedAt).toBe(recording.recordedAt);
    expect(JSON.stringify(recording)).not.toMatch(/bilge|\/work\/|\/var\/cache|(?<![\w-])lab-\d|-fc-v|10\.77\./);
  });
});

describe('the three of them', () => {
  it('show leaks on btrfs and on overlay2, and a host without', () => {
    const leaksOf = (name: string): string[] => {
      const { facts, measurements } = readDemoRecording(name);
      const { leaks } = buildStorageReport(facts, measurements, () => null);
      return leaks.state === 'known' ? [...new Set(leaks.value.map(({ kind }) => kind))].toSorted() : [];
    };
    expect(leaksOf('nas')).toEqual(['btrfs-subvolume', 'nested-docker-root']);
    expect(leaksOf('buildserver')).toEqual([
      'leaked-container-layer',
      'overlay2-directory',
      'stale-removing-layer',
      'unreachable-layer',
    ]);
    expect(leaksOf('homeserver')).toEqual([]);
  });
});
