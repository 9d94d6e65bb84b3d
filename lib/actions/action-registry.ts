import type { Action } from '../domain/action.ts';
import { registry } from './registry.generated.ts';

/** Every action under its id. Its params must be parsed by its own schema before its plan is asked. */
export const actions: readonly Action[] = registry;

export function actionById(id: string): Action | undefined {
  return actions.find((action) => action.id === id);
}
