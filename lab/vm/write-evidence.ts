/**
 * `node lab/vm/write-evidence.ts`: judges the recorded facts of every state again and writes docs/evidence/vm-states.md from
 * nothing but them, so that one state can be recorded anew without the others. Called at the end of `run.ts`.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import { unknownSections } from '../../lib/domain/unknown-sections.ts';
import { judgeFacts, type Look, unknownSectionsOf, verdictOf } from '../../test/states/look-at-host.ts';
import { type VmState, vmStates } from './vm-states.ts';

export const recordedFolder = fileURLToPath(new URL('../../fixtures/recorded/', import.meta.url));

/** Facts as they were recorded; sections that were thought of since are not known there. */
export async function readRecording(id: string): Promise<HostFacts | null> {
  const path = `${recordedFolder}${id}.json`;
  if (!existsSync(path)) return null;
  const facts: HostFacts = JSON.parse(await readFile(path, 'utf8'));
  return { ...facts, sections: { ...unknownSections(), ...facts.sections } };
}

export function wrongVerdicts(state: VmState, look: Pick<Look, 'outcomes'>): string[] {
  return [
    ...state.fires.filter((id) => verdictOf(look, id).status !== 'fail').map((id) => `${id} does not fire`),
    ...state.silent.filter((id) => verdictOf(look, id).status === 'fail').map((id) => `${id} fires`),
    ...look.outcomes.flatMap(({ checkId, status }) => (status === 'error' ? [`${checkId} failed itself`] : [])),
  ];
}

export async function writeEvidence(): Promise<void> {
  const sections: string[] = [];
  for (const state of vmStates) sections.push(...describeState(state, await readRecording(state.id)));
  const lines = [
    '# States that need a kernel of their own',
    '',
    'Made by `node lab/vm/run.ts`: a Debian 12 in qemu without hardware help, Docker of Debian. Each state was made for real,',
    'scanned over SSH as any host is, and judged without a past. This page is written from the recorded facts',
    '(`fixtures/recorded/`), which `test/states/recorded.test.ts` judges again in every run of the unit tests.',
    '',
    ...sections,
  ];
  await mkdir(fileURLToPath(new URL('../../docs/evidence/', import.meta.url)), { recursive: true });
  await writeFile(fileURLToPath(new URL('../../docs/evidence/vm-states.md', import.meta.url)), lines.join('\n'));
}

function describeState(state: VmState, facts: HostFacts | null): string[] {
  if (facts === null) return [`## ${state.id}: not recorded yet`, '', `${state.title}.`, ''];
  const look = judgeFacts(facts);
  const wrong = wrongVerdicts(state, look);
  const unknown = Object.entries(unknownSectionsOf(facts)).map(([id, why]) => `${id} (${why.split(':')[0]})`);
  const findings = look.outcomes.flatMap((outcome) => (outcome.status === 'fail' ? outcome.findings : []));
  const row = (checkId: string, wanted: boolean, said: string) =>
    `| ${checkId} | ${wanted ? 'yes' : ''} | ${said.replaceAll('|', '\\|')} |`;
  return [
    `## ${state.id}: ${wrong.length === 0 ? 'right' : 'WRONG'}`,
    '',
    `${state.title}. Recorded ${facts.collectedAt.slice(0, 16).replace('T', ' ')} UTC; the scan took ${(facts.cost.wallMs / 1000).toFixed(1)} s there.`,
    '',
    ...wrong.map((line) => `- WRONG: ${line}`),
    ...(wrong.length === 0 ? [] : ['']),
    '| check | wanted | finding |',
    '|---|---|---|',
    ...findings.map((finding) =>
      row(finding.checkId, state.fires.includes(finding.checkId), `${finding.severity}: ${finding.title}`),
    ),
    '',
    `Silent, as they should be: ${state.silent.join(', ')}.`,
    '',
    unknown.length === 0 ? 'Every section is known.' : `Sections not known: ${unknown.join(', ')}.`,
    '',
    '```',
    ...engineLines(facts),
    '```',
    '',
  ];
}

function engineLines(facts: HostFacts): string[] {
  const { engine } = facts.sections;
  if (engine.state === 'unknown') return [`engine: ${engine.detail}`];
  const { version, kernel, dataRoot, storageDriver, driverStatus } = engine.value;
  return [
    `Server Version: ${version}`,
    `Kernel Version: ${kernel}`,
    `Docker Root Dir: ${dataRoot}`,
    `Storage Driver: ${storageDriver}`,
    ...driverStatus.map(([name, value]) => `  ${name}: ${value}`),
  ];
}

if (import.meta.main) await writeEvidence();
