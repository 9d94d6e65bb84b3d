import { describe, expect, it } from 'vitest';
import { known } from '../domain/fact.ts';
import { type JournalEntry, type JournalText, type JournalType, journalEntry } from '../domain/run.ts';
import { applyEntries, markInterrupted, newRun } from './progress.ts';
import { checkStep } from './testing/layer-tree.ts';
import { sampleDraft, sampleLayerStep, samplePlan } from './testing/sample-draft.ts';
import { undoRequest } from './undo.ts';

const names = ['a'.repeat(25), 'b'.repeat(25)];
const plan = samplePlan(
  sampleDraft([checkStep(1, 'before'), ...names.map((name, index) => sampleLayerStep(index + 2, name, 5))]),
);
const entry = <Type extends JournalType>(seq: number, type: Type, text: JournalText<Type>): JournalEntry =>
  journalEntry({ runId: 'run_abcdefgh', seq, at: `t${seq}` }, type, text);
const journal: JournalEntry[] = [
  entry(1, 'run.started', { directory: '/var/lib/bilge/runs/run_abcdefgh', isVolatile: false }),
  entry(2, 'run.space', { when: 'before', availableBytes: 100, usedBytes: 50 }),
  entry(3, 'step.intended', { step: 2 }),
  entry(4, 'step.intended', { step: 3 }),
  entry(5, 'step.done', { step: 2 }),
  entry(6, 'step.refused', { step: 3, guard: 'live-mounts', said: 'it is mounted' }),
  entry(7, 'run.space', { when: 'after', availableBytes: 100, usedBytes: 50 }),
  entry(8, 'run.space', { when: 'settled', availableBytes: 130, usedBytes: 20 }),
  entry(9, 'run.ended', { outcome: 'succeeded' }),
];
const fresh = () => newRun(plan, { startedBy: 'anna', at: 't0' });

describe('a run added up from its journal', () => {
  it('comes out the same however the journal is cut, and when pieces are read twice', () => {
    const whole = applyEntries(fresh(), journal, 900);
    for (let cut = 1; cut < journal.length; cut += 1) {
      let run = applyEntries(fresh(), journal.slice(0, cut), 10);
      run = applyEntries(run, journal.slice(Math.max(0, cut - 2)), 900);
      expect(run).toEqual(whole);
    }
    expect(whole).toMatchObject({ state: 'succeeded', endedAt: 't9', freedBytes: { measured: known(30) } });
    expect(whole.steps.map(({ state }) => state)).toEqual(['not-reached', 'done', 'refused']);
    expect(whole.steps[2]?.said).toBe('it is mounted');
  });

  it('offers no undo where nothing was quarantined', () => {
    const refused = [
      entry(1, 'step.refused', { step: 2, said: 'in use' }),
      entry(2, 'run.ended', { outcome: 'refused' }),
    ];
    expect(applyEntries(fresh(), refused, 9).undo).toMatchObject({ excuse: expect.stringContaining('nothing') });
    expect(applyEntries(fresh(), journal, 900).undo).toEqual(fresh().undo);
  });

  it('interrupted says what was done and what is not known', () => {
    const run = markInterrupted(applyEntries(fresh(), journal.slice(0, 5), 100), { at: 'now', said: 'Power went.' });
    expect(run.state).toBe('interrupted');
    expect(run.said).toContain('1 of 3 steps were done; the outcome of 1 more is unknown');
    expect(run.freedBytes.measured.state).toBe('unknown');
    expect(markInterrupted(applyEntries(fresh(), journal, 900), { at: 'now', said: '' }).state).toBe('succeeded');
  });

  it('interrupted speaks of Docker where the run could have stopped it, and only there', () => {
    const said = (stopsDocker: boolean) =>
      markInterrupted(applyEntries(fresh(), journal.slice(0, 5), 100), { at: 'now', said: 'Killed.', stopsDocker })
        .said;
    expect(said(true)).toContain('started Docker and its containers again');
    expect(said(false)).not.toContain('Docker');
  });

  it('undo asks for what was quarantined, and says why where there is nothing', () => {
    expect(undoRequest(applyEntries(fresh(), journal, 900))).toEqual({
      actionId: 'restore-quarantine',
      params: { entries: names[0] },
    });
    expect(undoRequest(fresh())).toHaveProperty('excuse');
    expect(undoRequest({ ...fresh(), undo: { excuse: 'gone' } })).toEqual({ excuse: 'gone' });
  });
});
