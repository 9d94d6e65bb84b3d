import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { known } from '../domain/fact.ts';
import type { PlannedStep } from '../domain/plan.ts';
import type { JournalEntry } from '../domain/run.ts';
import { libraryMark, scriptParts } from '../domain/script-parts.ts';
import { compilePlan } from './compile.ts';
import { parseJournal } from './journal.ts';
import { checkStep, LayerTree } from './testing/layer-tree.ts';
import { sampleDraft, sampleLayerStep, unknownIdentity } from './testing/sample-draft.ts';

/**
 * The compiled script is run for real, on a private tree laid out like an overlay2 data root, by each shell it promises to
 * run under. No Docker is needed: identity parts that a plan does not know are not compared.
 */
const shells: [string, string[]][] = [
  ['dash', ['dash']],
  ['bash --posix', ['bash', '--posix']],
  ['BusyBox ash', ['busybox', 'ash']],
];

let tree: LayerTree;
beforeEach(() => {
  tree = new LayerTree(fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-script-')));
});
afterEach(() => fs.rmSync(tree.root, { recursive: true, force: true }));

function run(script: string, shell: string[], args: string[] = []): JournalEntry[] {
  const file = path.join(tree.root, 'script.sh');
  fs.writeFileSync(file, script);
  const [program = 'sh', ...rest] = shell;
  const result = spawnSync(program, [...rest, file, ...args], { encoding: 'utf8' });
  expect(result.stderr).toBe('');
  return parseJournal(Buffer.from(result.stdout)).entries;
}

function compile(steps: Parameters<typeof sampleDraft>[0], change: Parameters<typeof sampleDraft>[1] = {}): string {
  const draft = sampleDraft(steps, { ...change, site: tree.site() });
  return compilePlan({ draft, runId: 'run_0123456789', identity: unknownIdentity, createdAt: '2026-11-21T03:00:00Z' })
    .script;
}

const outcome = (entries: JournalEntry[]) => entries.at(-1)?.outcome;
const about = (entries: JournalEntry[], step: number) =>
  entries
    .filter((entry) => entry.step === step && entry.type !== 'step.intended')
    .map((entry) => entry.guard ?? entry.type);

describe.each(shells)('a compiled script under %s', { timeout: 60_000 }, (_, shell) => {
  it('quarantines what nothing references and skips the rest with the guard that kept it', () => {
    const [free, named, lower, chained, moved] = ['a', 'b', 'c', 'd', 'e'].map((letter) => tree.layer(letter));
    if (!free || !named || !lower || !chained || !moved) throw new Error('five layers');
    const kept = tree.layer('k', [lower]);
    tree.reference(named);
    tree.addLower(lower, chained);
    const steps = [free, named, lower, chained, moved].map((layer, index) => tree.step(index + 1, layer));
    steps[4] = { ...tree.step(5, moved), args: { ...tree.step(5, moved).args, inode: 1 } };
    const entries = run(compile([checkStep(90, 'before'), ...steps, checkStep(91, 'after')]), shell);
    expect(about(entries, 1)).toEqual(['step.done']);
    expect(about(entries, 2)).toEqual(['layer-database']);
    expect(about(entries, 3)).toEqual(['overlay-lowers']);
    expect(about(entries, 4)).toEqual(['overlay-lowers']);
    expect(about(entries, 5)).toEqual(['identity']);
    expect(outcome(entries)).toBe('succeeded');
    expect(tree.names()).toEqual([named, lower, chained, moved, kept].map((layer) => layer.name).sort());
    expect(tree.quarantined()).toEqual([`${free.name}.set-aside`, `${free.name}.set-aside.note`]);
  });

  it('says already done the second time', () => {
    const layer = tree.layer('a');
    const script = compile([tree.step(1, layer)]);
    expect(about(run(script, shell), 1)).toEqual(['step.done']);
    const again = run(script, shell);
    expect(about(again, 1)).toEqual(['step.already-done']);
    expect(outcome(again)).toBe('succeeded');
    expect(again[0]?.seq).toBeGreaterThan(1);
  });

  it('deletes in one run, a dependent chain too, and restores from quarantine', () => {
    const below = tree.layer('a');
    const above = tree.layer('b', [below]);
    const steps = [
      tree.step(1, above),
      tree.step(2, below),
      tree.step(3, above, 'purge-entry'),
      tree.step(4, below, 'purge-entry'),
    ];
    expect(outcome(run(compile(steps), shell))).toBe('succeeded');
    expect(tree.names()).toEqual([]);
    expect(fs.existsSync(tree.quarantine)).toBe(false);

    const third = tree.layer('c');
    run(compile([tree.step(1, third)]), shell);
    const back = run(compile([tree.step(1, third, 'restore-entry')]), shell);
    expect(about(back, 1)).toEqual(['step.done']);
    expect(tree.names()).toEqual([third.name]);
    expect(fs.readlinkSync(path.join(tree.directory, 'l', third.link))).toBe(`../${third.name}/diff`);
  });

  it('G7: what breaks with the first object ends the run, whatever onFailure says, and the object is put back', () => {
    const [canary, rest] = [tree.layer('a'), tree.layer('b')];
    const steps = [
      checkStep(1, 'before'),
      { ...tree.step(2, canary), endsBatch: true as const },
      checkStep(3, 'canary'),
      tree.step(4, rest),
      checkStep(5, 'after'),
    ];
    const script = compile(steps, { onFailure: 'continue' });
    // Between its move and the check Docker writes a record that names it.
    const record = `${tree.root}/image/overlay2/layerdb/sha256/${'f'.repeat(64)}`;
    const named = script.replace(
      /^ {2}run_batch batch_3 /m,
      `mkdir ${record}; printf ${canary.name} >${record}/cache-id\n$&`,
    );
    expect(named).not.toBe(script);
    const broken = run(named, shell);
    expect(about(broken, 3)).toEqual(['step.failed']);
    expect(about(broken, 2)).toEqual(['step.done', 'step.undone']);
    expect(about(broken, 4)).toEqual([]);
    expect(outcome(broken)).toBe('failed');
    expect(tree.names()).toEqual([canary.name, rest.name]);

    fs.rmSync(record, { recursive: true });
    fs.mkdirSync(path.join(tree.quarantine, `${canary.name}.set-aside`), { recursive: true });
    const stuck = run(script, shell);
    expect(about(stuck, 2)).toEqual(['step.failed']);
    expect(about(stuck, 3)).toEqual(['step.failed']);
    expect(about(stuck, 4)).toEqual([]);
    expect(outcome(stuck)).toBe('failed');
    expect(tree.names()).toEqual([canary.name, rest.name]);

    fs.rmSync(path.join(tree.quarantine, `${canary.name}.set-aside`), { recursive: true });
    expect(outcome(run(script, shell))).toBe('succeeded');
    expect(tree.names()).toEqual([]);
  });

  it('is refused while another run holds the machine, and takes over the lock of a dead one', () => {
    const layer = tree.layer('a');
    const script = compile([tree.step(1, layer)]);
    const turns = path.join(tree.root, 'run/bilge.lock');
    fs.mkdirSync(turns);
    const start = fs.readFileSync(`/proc/${process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
    fs.symlinkSync(`${process.pid} ${start} anna at http://the.other/dashboard`, path.join(turns, '7'));
    const refused = run(script, shell);
    expect(outcome(refused)).toBe('refused');
    expect(refused.at(-1)?.said).toContain('anna at http://the.other/dashboard');
    // It did not start, and does not say so.
    expect(refused.map(({ type }) => type)).toEqual(['guard.judged', 'run.ended']);
    expect(tree.names()).toEqual([layer.name]);
    fs.rmSync(path.join(turns, '7'));
    fs.symlinkSync(`${process.pid} 12345 anna at http://the.other/dashboard`, path.join(turns, '7'));
    const taken = run(script, shell);
    expect(outcome(taken)).toBe('succeeded');
    expect(taken.find(({ type }) => type === 'run.started')).toBeDefined();
    expect(fs.readlinkSync(path.join(turns, '9'))).toBe('free');
  });

  it('ends as cancelled between two batches and leaves the rest alone', () => {
    const [one, two] = [tree.layer('a'), tree.layer('b')];
    const script = compile([tree.step(1, one), tree.step(2, two)]);
    fs.mkdirSync(path.join(tree.root, 'run/runs/run_0123456789'), { recursive: true });
    fs.writeFileSync(path.join(tree.root, 'run/runs/run_0123456789/cancel'), '');
    expect(outcome(run(script, shell))).toBe('cancelled');
    expect(tree.names()).toEqual([one.name, two.name]);
  });

  it('leaves alone what BuildKit names since the re-check, and believes a matching checksum', () => {
    const [named, other] = [tree.layer('a'), tree.layer('b')];
    const proof = tree.writeBuildkit(`xx${named.name}xx`);
    const changed = run(compile([tree.step(1, named), tree.step(2, other)]), shell);
    expect(about(changed, 1)).toEqual(['buildkit']);
    expect(about(changed, 2)).toEqual(['step.done']);
    const proven = run(compile([tree.step(1, named)]), shell, ['--buildkit', proof]);
    expect(about(proven, 1)).toEqual(['step.done']);
  });

  it('refuses everything when the layer database is not there: unknown is not empty', () => {
    const layer = tree.layer('a');
    fs.rmSync(path.join(tree.root, 'image'), { recursive: true });
    const entries = run(compile([tree.step(1, layer)]), shell);
    expect(about(entries, 1)).toEqual(['layer-database']);
    expect(outcome(entries)).toBe('refused');
    expect(tree.names()).toEqual([layer.name]);
  });
});

const removal: PlannedStep = {
  ...sampleLayerStep(4, 'opbox', 1, 'remove-container'),
  args: { id: 'f'.repeat(64), name: 'opbox', finishedAt: null },
  bytes: known(2 * 1024 ** 2),
};

describe('the text of a script', { timeout: 60_000 }, () => {
  it('passes shellcheck, also with a hostile title', () => {
    const script = compile(
      [
        tree.step(1, tree.layer('a')),
        tree.step(2, tree.layer('b'), 'purge-entry'),
        tree.step(3, tree.layer('c'), 'restore-entry'),
        removal,
      ],
      {
        title: "Remove\n'$(reboot)' `x`",
      },
    );
    const file = path.join(tree.root, 'checked.sh');
    fs.writeFileSync(file, script);
    const result = spawnSync('shellcheck', ['-s', 'sh', file], { encoding: 'utf8' });
    if (result.error) throw new Error('SKIPPED would hide it: shellcheck is not installed', { cause: result.error });
    expect(result.stdout).toBe('');
    expect(script).not.toMatch(/^'\$\(reboot/m);
  });

  it('begins with what a person checks, and nothing below depends on the plan', () => {
    const layer = tree.layer('a');
    const steps = (name: string) => [
      { ...tree.step(1, layer), args: { ...tree.step(1, layer).args, name } },
      { ...removal, number: 2 },
    ];
    const { head, library } = scriptParts(compile(steps(layer.name), { title: libraryMark.slice(2) }));
    expect(head.startsWith('#!/bin/sh\n# ')).toBe(true);
    expect(head).toMatch(/^# +Host +nas/m);
    // Each word stands below the name of its column.
    const heading = head.split('\n').find((line) => /^# +STEP NAME +INODE/.test(line)) ?? '';
    const row = head.split('\n').find((line) => line.startsWith('  "$1" 1 ')) ?? '';
    expect(row.slice(heading.indexOf('NAME')).startsWith(layer.name)).toBe(true);
    expect(row.slice(heading.indexOf('LINK')).startsWith(layer.link)).toBe(true);
    expect(head).toMatch(/^ {2}"\$1" 2 .* # opbox, 2\.0 MiB$/m);
    expect(head).not.toMatch(/[ \t]$/m);
    const other = scriptParts(compile(steps('b'.repeat(25)), { title: 'Another' }));
    expect(other.head).not.toBe(head);
    expect(other.library).toBe(library);
    expect(library.startsWith(`${libraryMark}\n`)).toBe(true);
  });
  it('of a quarantine says that nothing is freed yet, and how it is undone', () => {
    const { head } = scriptParts(compile([tree.step(1, tree.layer('a'))]));
    expect(head).toMatch(/^# +Frees +nothing yet\. .*28 Nov 2026, 03:00 UTC/m);
    expect(head).toMatch(/^# +Undo .*28 Nov 2026, 03:00 UTC.*restore-quarantine/m);
    expect(head).not.toContain('0 B');
  });
  it('is the same bytes for the same plan', () => {
    const steps = [tree.step(1, tree.layer('a'))];
    expect(compile(steps)).toBe(compile(steps));
  });
});
