import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * Docker's list of containers may be incomplete (docs/reference/guard-lessons.md#g15). It lacks containers that were created with another
 * driver, or whose record does not parse. What they use looks unused, and would really be deleted.
 */
export const containersComplete: Guard<null> = {
  id: 'containers-complete',
  about: 'Docker lists every container on disk, so "unused" is reliable.',
  recheck: 'volume_is_free',
  check({ facts, engineOnly }) {
    const { containers, containersOnDisk } = facts.sections;
    if (containers.state === 'unknown') return notKnown(`The containers could not be listed (${containers.detail})`);
    if (engineOnly === true) {
      return pass(
        `Containers that Docker lists: ${containers.value.length}. Hidden ones cannot be seen here, so each object is checked for them by itself.`,
      );
    }
    if (containersOnDisk.state === 'unknown') {
      return notKnown(
        `The containers on disk could not be read (${containersOnDisk.detail}) Docker may hide some of them.`,
      );
    }
    const listed = new Set(containers.value.map(({ id }) => id));
    const onDisk = containersOnDisk.value.filter(({ isHelper }) => isHelper !== true);
    const hidden = onDisk.filter(({ id }) => !listed.has(id));
    const [first] = hidden;
    if (first !== undefined) {
      const name = first.config?.name.replace(/^\//, '') ?? first.id.slice(0, 12);
      const why = first.config === null ? 'its record does not parse' : `it was created with ${first.config.driver}`;
      return refuse(
        `Docker does not list ${hidden.length} of the containers on disk (${name}: ${why}). What they use looks unused, but is not. Repair or remove them first.`,
      );
    }
    return pass(`Docker lists all containers on disk (${onDisk.length}).`);
  },
};
