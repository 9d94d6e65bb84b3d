import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nestedVolumes } from '../nested-volumes.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'volume-has-mounts',
  title: 'A volume that cannot be removed because something is mounted in it',
  why: 'Docker removes a volume by deleting its directory. Where something is mounted inside, that stops with “device or resource busy”, often after a part of the files is gone. What is mounted may also be a disk with data of its own.',
  needs: ['volumesOnDisk', 'namespaceMounts', 'containers'],
  run({ volumesOnDisk, namespaceMounts, containers }, context) {
    const inUse = new Set(containers.flatMap(({ mounts }) => mounts.map((mount) => mount.name)));
    const nested = nestedVolumes(context);
    return volumesOnDisk.flatMap((volume) => {
      const top = volume.dataPath;
      // A Docker inside a volume leaves mounts of its own; that finding says how to remove them.
      if (top === null || nested.has(volume.name)) return [];
      // A volume with options (NFS, tmpfs, a bind) is itself a mount at `_data` while a container uses it.
      const expected = volume.hasOptions && inUse.has(volume.name);
      const found = namespaceMounts.namespaces.flatMap((namespace) =>
        namespace.mounts
          .filter(({ mountPoint }) => mountPoint.startsWith(`${top}/`) || (mountPoint === top && !expected))
          .map((mount) => ({ mount, namespace })),
      );
      const [first] = found;
      if (first === undefined) return [];
      const short = /^[0-9a-f]{64}$/.test(volume.name) ? volume.name.slice(0, 12) : volume.name;
      return [
        {
          severity: 'info' as const,
          subject: { kind: 'volume' as const, id: volume.name, label: volume.name },
          title: `${short.slice(0, 30)} cannot be removed: something is mounted in it`,
          detail: paragraphs(
            `At ${first.mount.mountPoint} lies ${first.mount.source} (${first.mount.type}). As long as it is mounted, \`docker volume rm\` fails with “device or resource busy”, perhaps after deleting files beside it.`,
            [
              'What to do:',
              '1. Find out who mounted it: the table names a process in each mount namespace that has it. Check /etc/fstab and the compose files for the path.',
              '2. If nothing needs it any more, unmount it in that namespace: `nsenter -t PID -m umount MOUNTPOINT`. For the host itself, `umount MOUNTPOINT`. Unmounting deletes nothing.',
              '3. Look into the volume again before you remove it.',
            ].join('\n'),
          ),
          evidence: evidence(
            'grep VOLUME /proc/*/mountinfo',
            ['Mounted at', 'What', 'Type', 'Process', 'Command'],
            found.map(({ mount, namespace }) => [
              mount.mountPoint,
              mount.source,
              mount.type,
              String(namespace.pid),
              namespace.command,
            ]),
          ),
          remedies: [],
        },
      ];
    });
  },
});
