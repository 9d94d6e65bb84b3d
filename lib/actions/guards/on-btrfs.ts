import { type Guard, notKnown, pass, refuse } from './guard.ts';

export const onBtrfs: Guard<null> = {
  id: 'on-btrfs',
  about: "Docker's data root is on btrfs, and the btrfs tools are installed.",
  recheck: 'guard_quiet_filesystem',
  check({ facts }) {
    const { dataRoot, platform } = facts.sections;
    if (dataRoot.state === 'unknown') return notKnown(`The data root could not be read (${dataRoot.detail})`);
    if (dataRoot.value.filesystemType !== 'btrfs')
      return refuse(`${dataRoot.value.path} is on ${dataRoot.value.filesystemType}, not on btrfs.`);
    if (platform.state === 'unknown') return notKnown(`The host's tools are unknown (${platform.detail})`);
    if (platform.value.tools.btrfs === undefined)
      return refuse('The btrfs command was not found on the host. Install btrfs-progs there.');
    return pass(`${dataRoot.value.path} is on btrfs.`);
  },
};
