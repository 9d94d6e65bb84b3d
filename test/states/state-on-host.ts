import { expect } from 'vitest';
import type { LabHost } from '../../lab/lab.ts';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import { newId } from '../../lib/domain/ids.ts';
import { collectHostFacts } from '../../lib/facts/collect.ts';
import type { LabState } from './lab-states.ts';
import { severityOf, unknownSectionsOf, withoutKernelLog, withSession } from './look-at-host.ts';
import { measureState } from './measure-state.ts';
import { judgeRecording, type Recording, writeRecording } from './recorded-states.ts';

/**
 * A host in that state is looked at and judged. With BILGE_RECORD=yes what was seen replaces `fixtures/recorded/lab/`, from which the unit
 * tests and docs/checks.md are made.
 */
export async function expectState(host: LabHost, state: LabState): Promise<void> {
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
}

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
