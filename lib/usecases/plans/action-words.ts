import { actions } from '../../actions/action-registry.ts';

/** Every action by its title and by what people also call it, for the palette. */
export interface ActionWords {
  id: string;
  title: string;
  words: readonly string[];
}

export function actionWords(): ActionWords[] {
  return actions.map(({ id, title, words }) => ({ id, title, words }));
}
