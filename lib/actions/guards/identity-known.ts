import { type Guard, notKnown, pass } from './guard.ts';

/**
 * A plan is bound to one engine on one filesystem; without both it could run on the wrong host
 * (docs/reference/guard-lessons.md#g13).
 */
export const identityKnown: Guard<null> = {
  id: 'identity-known',
  about: 'The plan can only run on the host, engine and filesystem that it was made for.',
  recheck: 'check_identity',
  check({ facts, engineOnly }) {
    const { engineId, dataRootFsid } = facts.identity;
    if (engineId.state === 'unknown') {
      return notKnown(`The engine's id is unknown (${engineId.detail}) Start Docker and scan again.`);
    }
    if (engineOnly === true) return pass(`Engine ${engineId.value}; only this engine is used.`);
    if (dataRootFsid.state === 'unknown') {
      return notKnown(
        `Could not determine the filesystem of the data root: ${dataRootFsid.detail} Scan again as root.`,
      );
    }
    return pass(`Engine ${engineId.value} on filesystem ${dataRootFsid.value}.`);
  },
};
