import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * Docker's list of containers is not all there are (docs/reference/guard-lessons.md#g15). One made with another driver, or whose
 * record does not parse, is not in it, and what it uses looks unused and would really be deleted.
 */
export const containersComplete: Guard<null> = {
  id: 'containers-complete',
  about: 'Every container on disk is one that Docker shows, so "unused" can be believed.',
  recheck: 'volume_is_free',
  check({ facts, engineOnly }) {
    const { containers, containersOnDisk } = facts.sections;
    if (containers.state === 'unknown') return notKnown(`The containers could not be listed (${containers.detail})`);
    if (engineOnly === true) {
      return pass(
        `Docker lists ${containers.value.length} containers. Whether it hides others cannot be seen here; what those could need is judged object by object.`,
      );
    }
    if (containersOnDisk.state === 'unknown') {
      return notKnown(
        `The containers on disk could not be read (${containersOnDisk.detail}) Some may be hidden from Docker.`,
      );
    }
    const listed = new Set(containers.value.map(({ id }) => id));
    const hidden = containersOnDisk.value.filter(({ id }) => !listed.has(id));
    const [first] = hidden;
    if (first !== undefined) {
      const name = first.config?.name.replace(/^\//, '') ?? first.id.slice(0, 12);
      const why = first.config === null ? 'its record does not parse' : `it was made with ${first.config.driver}`;
      return refuse(
        `Docker does not show ${hidden.length} of the containers on disk (${name}: ${why}). What they use looks unused and is not. Repair or remove them first.`,
      );
    }
    return pass(`All ${containersOnDisk.value.length} containers on disk are known to Docker.`);
  },
};
