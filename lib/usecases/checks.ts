import { registry } from '../health/checks/registry.generated.ts';

export interface CheckPage {
  id: string;
  title: string;
  why: string;
  needs: readonly string[];
}

/** What a check means and what it reads: the same source as docs/checks. */
export function describeCheck(id: string): CheckPage | null {
  const found = registry.find((check) => check.id === id);
  return found ? { id: found.id, title: found.title, why: found.why, needs: found.needs } : null;
}
