import { type Op, shellFunction } from '../actions/ops/op.ts';
import { formatBytes } from '../domain/bytes.ts';
import { counted, formatMoment } from '../domain/format.ts';
import { printableName } from '../domain/names.ts';
import type { PlanDraft, PlanEstimate, PlannedStep } from '../domain/plan.ts';
import { type Sh, sh } from '../shell/sh.ts';

export interface Batch {
  /** `batch_1` */
  name: string;
  op: Op;
  steps: PlannedStep[];
}

/** What a person checks before running a script: which host, what for, what comes of it. Comments only. */
export function headComment(options: {
  draft: PlanDraft;
  runId: string;
  engineId: string | null;
  createdAt: string;
}): Sh {
  const { draft, runId, engineId, createdAt } = options;
  const { site, skipped, steps } = draft;
  const engine = [
    engineId === null ? 'id unknown' : `id ${engineId}`,
    ...(site.engineVersion === null ? [] : [`Docker ${site.engineVersion}`]),
    ...(site.driver === null ? [] : [`storage driver ${site.driver}`]),
  ];
  const lines = [
    draft.title,
    '',
    ...row('Host', `${site.hostName} (${site.platform})`),
    ...row('Engine', engine.join(', ')),
    ...row('Data root', site.dataRoot ?? 'unknown'),
    ...row('Planned', `${formatMoment(createdAt)}, runs as ${runId}`),
    ...row('Does', draft.summary),
    ...row('Objects', `${draft.estimate.objects} in ${counted(steps.length, 'step')}, listed below`),
    ...row('Skipped', skipped.length === 0 ? 'none' : `${skipped.length}, each with its reason in the plan`),
    ...row('Frees', freedWords(draft.estimate)),
    ...row('Undo', undoWords(draft)),
    ...draft.warnings.flatMap((warning) => row('Warning', warning)),
    '',
    'Run it as root: sh THIS-FILE. It refuses to run on another host, engine or filesystem. Every object is checked again right',
    'before it is touched. Every step is written to a journal before and after it. Running it twice does no harm.',
    'To stop it between two batches: touch RUN-DIRECTORY/cancel',
  ];
  return sh.constant(lines.map(comment).join('\n'));
}

/** Each batch as a function that names its objects, and the order in which they run. Nothing here runs by itself. */
export function objectTable(batches: readonly Batch[]): Sh {
  return sh.lines(
    sh.constant(
      '# ---- Objects: batch by batch, one line for each. "$1" is what the library does with it ----------------------------------',
    ),
    ...batches.map(batchFunction),
    sh.constant('\n# Each batch is checked, written down, done and probed before the next one begins.'),
    sh.constant('run_plan() {'),
    ...batches.map(({ name, op }) => sh`  run_batch ${sh.constant(name)} ${sh.constant(shellFunction(op.id))}`),
    sh.constant('}'),
  );
}

function batchFunction({ name, op, steps }: Batch): Sh {
  const rows = steps.map((step) => {
    const words = op.words(step.args);
    return { step, columns: Object.keys(words), cells: [sh`${step.number}`, ...Object.values(words).map(oneWord)] };
  });
  const columns = ['STEP', ...(rows[0]?.columns ?? []).map(columnName)];
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...rows.map(({ cells }) => cells[at]?.source.length ?? 0)),
  );
  const heading = columns.map((column, at) => column.padEnd(widths[at] ?? 0)).join(' ');
  return sh.lines(
    sh.constant(`\n${comment(`${name}: ${op.id}, ${counted(steps.length, 'step')}, ${op.risk}`)}`),
    sh.constant(comment(`     ${heading}`)),
    sh.constant(`${name}() {`),
    ...rows.map(({ step, cells }) => {
      const said = remark(step, cells);
      const isLast = (at: number) => at === cells.length - 1 && said.source === '';
      const padded = cells.map((cell, at) =>
        isLast(at) ? cell : sh`${cell}${blanks((widths[at] ?? 0) - cell.source.length)}`,
      );
      return sh`  "$1" ${padded}${said}`;
    }),
    sh.constant('}'),
  );
}

const oneWord = (value: string | number): Sh => sh`${value}`;
const blanks = (length: number): Sh => sh.constant(' '.repeat(Math.max(0, length)));

/** What a person calls it, where the words do not say so, and its size. */
function remark({ target, bytes }: PlannedStep, cells: readonly Sh[]): Sh {
  const isNamed = cells.some(({ source }) => source.includes(target.label) || target.label.endsWith(`/${source}`));
  const size = bytes.state === 'known' && bytes.value > 0 ? [formatBytes(bytes.value)] : [];
  const parts = [...(isNamed ? [] : [target.label]), ...size];
  return sh.constant(parts.length === 0 ? '' : ` ${comment(parts.join(', '))}`);
}

/** `createdAt` → `CREATED-AT` */
function columnName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter}`).toUpperCase();
}

function comment(line: string): string {
  return `# ${printableName(line)}`.trimEnd();
}

function row(label: string, text: string): string[] {
  return wrapped(text).map((line, at) => `  ${(at === 0 ? label : '').padEnd(10)}${line}`);
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length > 105) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

function freedWords({ setAside, freedBytes, exact, how }: PlanEstimate): string {
  if (setAside !== null) {
    const amount = setAside.bytes.state === 'known' ? formatBytes(setAside.bytes.value) : 'an amount not measured yet';
    return `nothing yet. Quarantines ${amount}, freed when it is purged: on ${formatMoment(setAside.purgeAt)}, or earlier if you choose`;
  }
  if (freedBytes.state === 'unknown') return `an unknown amount: ${freedBytes.detail}`;
  if (freedBytes.value > 0) return `${exact ? '' : '≈ '}${formatBytes(freedBytes.value)} (${how})`;
  return exact ? `nothing (${how})` : 'only data that these objects share; the amount is known afterwards';
}

function undoWords({ undo }: PlanDraft): string {
  if (!undo.possible) return `not possible. ${undo.excuse}`;
  return `possible${undo.until === null ? '' : ` until ${formatMoment(undo.until)}`}, with the action ${undo.actionId}`;
}
