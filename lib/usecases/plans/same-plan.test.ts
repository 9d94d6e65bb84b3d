import { expect, it } from 'vitest';
import { known } from '../../domain/fact.ts';
import type { Plan, PlannedStep } from '../../domain/plan.ts';
import { examplePlan } from '../../store/testing/example-plan.ts';
import { changeOfPlan } from './same-plan.ts';

const step = (name: string): PlannedStep => ({
  number: 1,
  op: 'set-aside-layer',
  args: { name, inode: 1 },
  target: { kind: 'layer', id: name, label: name, owner: null },
  title: name,
  bytes: known(1),
  risk: 'reversible',
  guards: [],
});
const approved = examplePlan({ steps: [step('a'), step('b')] });
const change = (part: Partial<Plan>) => changeOfPlan(approved, { ...approved, id: 'plan_2', ...part });

it('is the same where only ids, dates, sizes and words differ', () => {
  expect(
    change({
      createdAt: '2030-01-01T00:00:00Z',
      expiresAt: '2030-01-01T01:00:00Z',
      purgeAfter: '2030-01-08T00:00:00Z',
      script: 'another',
      title: 'another',
      steps: approved.steps.map((each) => ({ ...each, bytes: known(7), guards: [] })).reverse(),
    }),
  ).toBeNull();
});

it.each<[string, Partial<Plan>]>([
  ['an object more', { steps: [...approved.steps, step('c')] }],
  ['an object less', { steps: approved.steps.slice(1) }],
  ['the same name with another identity', { steps: [{ ...step('a'), args: { name: 'a', inode: 99 } }, step('b')] }],
  ['another engine', { identity: { ...approved.identity, engineId: known('another') } }],
  ['another data root', { site: { ...approved.site, dataRoot: '/elsewhere' } }],
  ['other parameters', { params: { ...approved.params, mode: 'delete' } }],
  ['Docker stopped', { stopsDocker: !approved.stopsDocker }],
  ['no way back', { undo: { possible: false, excuse: '' }, confirmation: 'host-name' }],
])('differs: %s', (_, part) => expect(change(part)).toBeTruthy());
