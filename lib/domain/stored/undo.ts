import type { StoredObject } from './stored-kind.ts';

/** Version 0 of plans and runs did not say which action undoes them: there was only one that undid anything. */
export function namesItsUndo(value: StoredObject): StoredObject {
  const { undo } = value;
  const isUnnamed = typeof undo === 'object' && undo !== null && 'until' in undo && !('actionId' in undo);
  return isUnnamed ? { ...value, undo: { ...undo, actionId: 'restore-quarantine' } } : value;
}
