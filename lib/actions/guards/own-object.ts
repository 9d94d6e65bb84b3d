import type { OwnObjects } from '../../domain/action.ts';
import { type Guard, pass, refuse } from './guard.ts';

/** This dashboard may run as a container on the host it cleans (docs/reference/guard-lessons.md#g23). */
export const ownObject: Guard<{ list: keyof OwnObjects; id: string }> = {
  id: 'own-object',
  about: 'Bilge never removes its own container, image, volumes or network.',
  recheck: null,
  check({ own }, { list, id }) {
    return own[list].includes(id)
      ? refuse('It belongs to this dashboard.')
      : pass('It does not belong to this dashboard.');
  },
};
