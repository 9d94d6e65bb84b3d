import { registry } from '../../health/checks/registry.generated.ts';
import { checkTitles } from '../../health/judge.ts';

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

/** Title of every check by its id. */
export function titlesOfChecks(): Record<string, string> {
  return checkTitles();
}
