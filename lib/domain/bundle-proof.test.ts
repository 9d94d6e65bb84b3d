import { describe, expect, it, vi } from 'vitest';
import { AccessError, AppError, GuardRefusal, NotFoundError } from './errors.ts';

class PlanRefused extends GuardRefusal {}

describe('errors across bundles', () => {
  it('knows an error that another copy of the module made', async () => {
    vi.resetModules();
    const copy = await import('./errors.ts');
    expect(copy.AccessError).not.toBe(AccessError);
    const error = new copy.AccessError({ kind: 'forbidden', message: 'no' });
    expect(error instanceof AppError).toBe(true);
    expect(error instanceof AccessError).toBe(true);
    expect(error instanceof NotFoundError).toBe(false);
  });

  it('does not take an error for one of a subclass that does not name itself', () => {
    const plain = new GuardRefusal({ guardId: 'g', excuse: 'e' });
    const special = new PlanRefused({ guardId: 'g', excuse: 'e' });
    expect(plain instanceof PlanRefused).toBe(false);
    expect(special instanceof PlanRefused).toBe(true);
    expect(special instanceof GuardRefusal).toBe(true);
    expect(new Error('x') instanceof AppError).toBe(false);
  });
});
