import { describe, expect, it } from 'vitest';
import { type LabHost, labAvailable } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import { newId } from '../../lib/domain/ids.ts';
import { collectHostFacts } from '../../lib/facts/collect.ts';
import { type LabState, labStates } from './lab-states.ts';
import { severityOf, unknownSectionsOf, withoutKernelLog, withSession } from './look-at-host.ts';
import { measureState } from './measure-state.ts';
import { oneHostPerTest } from './one-host.ts';
import { judgeRecording, type Recording, writeRecording } from './recorded-states.ts';

/**
 * Every state of lab-states.ts, made for real. With BILGE_RECORD=yes what was seen replaces `fixtures/recorded/lab/`, from which the unit
 * tests and docs/checks.md are made.
 */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: ${lab.reason}`);

const begin = oneHostPerTest();

describe.skipIf(!lab.ok)('states of the lab, made for real', () => {
  it.each(labStates.map((state) => [state.id, state] as const))(
    '%s',
    async (_, state) => {
      const host = await begin(state.kind, state.options);
      await state.make(host);
      const recording = await recordingOf(host, state);
      const look = judgeRecording(recording);
      expect(look.outcomes.filter((outcome) => outcome.status === 'error')).toEqual([]);
      expect(said(look, Object.keys(state.fires))).toEqual(state.fires);
      expect(said(look, state.silent)).toEqual(Object.fromEntries(state.silent.map((id) => [id, 'pass'])));
      // With root and every tool only what is never read, or not there (the containerd store has no layerdb), may be unknown.
      const unread = Object.entries(unknownSectionsOf(recording.facts)).filter(
        ([, why]) => !/^(?:not-collected|no-capability)/.test(why),
      );
      expect(unread).toEqual([]);
      if (process.env.BILGE_RECORD === 'yes') await writeRecording(state.id, recording);
      // Gigabytes are written on a machine that others use too; this only ends what hangs.
    },
    patience(600_000),
  );
});

function said(look: Parameters<typeof severityOf>[0], checkIds: readonly string[]): Record<string, string> {
  return Object.fromEntries(checkIds.map((id) => [id, severityOf(look, id)]));
}

async function recordingOf(target: LabHost, state: LabState): Promise<Recording> {
  return withSession(target, async (session) => {
    const clock = () => new Date(Date.now() + (state.clockOffSeconds ?? 0) * 1000);
    const facts: HostFacts = await collectHostFacts(session, {
      hostId: session.hostId,
      now: () => clock().toISOString(),
      newFactsId: () => newId('facts'),
    });
    const measurements = state.measures ? await measureState(session, facts) : [];
    const lookedBefore =
      state.lookedBeforeSeconds === undefined
        ? null
        : new Date(Date.parse(facts.collectedAt) - state.lookedBeforeSeconds * 1000).toISOString();
    return { facts: withoutKernelLog(facts), measurements, lookedBefore };
  });
}
