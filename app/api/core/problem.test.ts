import { expect, it } from 'vitest';
import { GuardRefusal } from '@/lib/domain/errors.ts';
import { problemResponse } from './problem.ts';

it('says of a refusal what was left alone, and why', async () => {
  const leftAlone = [{ name: 'db', guardId: 'in-use', excuse: 'Used by postgres.' }];
  const answer = problemResponse(
    new GuardRefusal({ guardId: 'nothing-to-do', excuse: 'Nothing can go; each says why.', leftAlone }),
  );
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ code: 'refused', guardId: 'nothing-to-do', leftAlone });
});

it('tells an unauthenticated visitor nothing of an unexpected error', async () => {
  const answer = problemResponse(new Error('/secret/path'));
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('secret');
});
