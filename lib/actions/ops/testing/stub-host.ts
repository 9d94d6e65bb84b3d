import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { PlannedStep, PlanSite, StepArguments } from '../../../domain/plan.ts';
import type { JournalEntry } from '../../../domain/run.ts';
import { compilePlan } from '../../../runs/compile.ts';
import { parseJournal } from '../../../runs/journal.ts';
import { LayerTree } from '../../../runs/testing/layer-tree.ts';
import { sampleDraft, unknownIdentity } from '../../../runs/testing/sample-draft.ts';

/** What a stubbed tool answers where its arguments match the shell pattern; the first that matches counts. */
export interface Answer {
  tool: string;
  /** shell pattern for all arguments, joined by blanks: `image inspect *` */
  when: string;
  says?: string;
  code?: number;
  /** shell that is run first: what the real tool would do to the host */
  does?: string;
}

/** Tools that are written down and answered instead of run. Some stand here only to be seen if anything ever calls them. */
const stubbed = [
  ...[
    'docker',
    'btrfs',
    'systemctl',
    'rc-service',
    'synopkg',
    'mount',
    'umount',
    'losetup',
    'du',
    'lsof',
    'fuser',
    'ctr',
  ],
  ...['synogroup', 'usermod', 'groupmod', 'useradd', 'groupadd', 'gpasswd', 'chown', 'chmod', 'mkfs', 'fsck', 'wipefs'],
  ...['kill', 'pkill', 'reboot', 'curl', 'wget', 'ssh', 'apt-get'],
];

/** A folder with a link to each tool of this machine that is not stubbed; made once for all tests of a file. */
let toolFolder: string | null = null;
// Not when the process exits: the runner ends its workers without that.
afterAll(() => {
  if (toolFolder !== null) fs.rmSync(toolFolder, { recursive: true, force: true });
  toolFolder = null;
});

function realTools(): string {
  if (toolFolder !== null) return toolFolder;
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-tools-'));
  for (const folder of ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']) {
    for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
      const link = path.join(made, name);
      if (!stubbed.includes(name) && !fs.existsSync(link)) fs.symlinkSync(path.join(folder, name), link);
    }
  }
  toolFolder = made;
  return made;
}

/**
 * The compiled script of one op, run for real in a private tree whose PATH holds the usual small tools and stubs that write down how
 * they were called. So a test sees what an op asks of a host, not what its text looks like.
 */
export class StubHost extends LayerTree {
  readonly #bin: string;
  readonly #calls: string;

  /** `answers` may name paths of this host, which is why it gets them when it is made. */
  constructor(answers: readonly Answer[] | ((host: StubHost) => readonly Answer[]) = []) {
    super(fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-stub-')));
    // A test may make several.
    onTestFinished(() => this.remove());
    this.#bin = path.join(this.root, 'bin');
    this.#calls = path.join(this.root, 'calls');
    fs.mkdirSync(this.#bin);
    fs.writeFileSync(this.#calls, '');
    const all = typeof answers === 'function' ? answers(this) : answers;
    for (const tool of new Set([...stubbed, ...all.map((each) => each.tool)])) {
      this.#stub(
        tool,
        all.filter((each) => each.tool === tool),
      );
    }
  }

  #stub(tool: string, answers: readonly Answer[]): void {
    const real = ['/usr/bin', '/bin', '/usr/sbin']
      .map((folder) => path.join(folder, tool))
      .find((file) => fs.existsSync(file));
    const arms = answers.map(
      ({ when, says = '', code = 0, does = ':' }) =>
        `  ${when.replaceAll(/[^A-Za-z0-9*_./:=-]/g, (character) => `\\${character}`)})\n    ${does}\n    cat <<'BILGE-SAYS'\n${says}\nBILGE-SAYS\n    exit ${code} ;;`,
    );
    // A tool that is only partly stubbed does the rest as always.
    const rest = stubbed.includes(tool) || real === undefined ? 'exit 0' : `exec ${real} "$@"`;
    const file = path.join(this.#bin, tool);
    fs.writeFileSync(
      file,
      `#!/bin/sh\n${tool === 'docker' ? '[ "$1" != -H ] || shift 2\n' : ''}printf '%s\\n' "${tool} $*" >>${this.#calls}\ncase "$*" in\n${arms.join('\n')}\n  *) ${rest} ;;\nesac\n`,
      { mode: 0o755 },
    );
  }

  /** the absolute path by which a plan names a stub */
  tool(name: string): string {
    return path.join(this.#bin, name);
  }

  override site(): PlanSite {
    const tools = { docker: this.tool('docker'), btrfs: this.tool('btrfs'), perl: '/usr/bin/perl' };
    return { ...super.site(), tools };
  }

  /** An empty volume; @returns the path of its data */
  volume(name: string): string {
    const dataPath = path.join(this.root, 'volumes', name, '_data');
    fs.mkdirSync(dataPath, { recursive: true });
    return dataPath;
  }

  /** What lies beside a set-aside directory. */
  note(name: string): string {
    return fs.readFileSync(path.join(this.quarantine, `${name}.set-aside.note`), 'utf8');
  }

  /** Runs that one op; `site` is what the plan believes of the host. */
  run(op: string, args: StepArguments | readonly StepArguments[], site: Partial<PlanSite> = {}): JournalEntry[] {
    const all = Array.isArray(args) ? args : [args];
    const steps = all.map(
      (each, index): PlannedStep => ({
        number: index + 1,
        op,
        args: each,
        target: { kind: 'layer', id: op, label: op, owner: null },
        title: op,
        bytes: { state: 'known', value: 0 },
        risk: 'reversible',
        guards: [],
      }),
    );
    const draft = sampleDraft(steps, { site: { ...this.site(), ...site } });
    const { script } = compilePlan({
      draft,
      runId: 'run_0123456789',
      identity: unknownIdentity,
      createdAt: '2026-11-21T03:00:00Z',
    });
    const own = script.replace(/^PATH=.*\n(export.*\n)bilge_set_path$/m, `PATH=${this.#bin}:${realTools()}\n$1`);
    if (own === script) throw new Error('the script sets no PATH of its own any more');
    const file = path.join(this.root, 'script.sh');
    fs.writeFileSync(file, own);
    const result = spawnSync('/bin/sh', [file], { encoding: 'utf8' });
    if (result.stderr !== '') throw new Error(`the script complained: ${result.stderr}`);
    return parseJournal(Buffer.from(result.stdout)).entries;
  }

  /** How the stubs were called, in order; reading forgets them. */
  calls(): string[] {
    const lines = fs
      .readFileSync(this.#calls, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    fs.writeFileSync(this.#calls, '');
    return lines;
  }

  remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}

/** What became of a step, and which guard said so. */
export function became(
  entries: readonly JournalEntry[],
  step = 1,
): { type: string; guard: string | undefined; said: string } {
  const last = entries.filter((entry) => entry.step === step).at(-1);
  return { type: last?.type ?? 'nothing', guard: last?.guard, said: last?.said ?? '' };
}
