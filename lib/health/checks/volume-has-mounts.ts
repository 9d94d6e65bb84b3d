import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nestedVolumes } from '../nested-volumes.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'volume-has-mounts',
  title: 'A volume that cannot be removed because something is mounted in it',
  why: 'Docker removes a volume by deleting its directory. If something is mounted inside, that stops with “device or resource busy”, often after some files are already deleted. The mount may also be a disk with other data.',
  needs: ['volumesOnDisk', 'namespaceMounts', 'containers'],
  run({ volumesOnDisk, namespaceMounts, containers }, context) {
    const inUse = new Set(containers.flatMap(({ mounts }) => mounts.map((mount) => mount.name)));
    const nested = nestedVolumes(context);
    return volumesOnDisk.flatMap((volume) => {
      const top = volume.dataPath;
      // Nested Docker data brings its own mounts; its finding explains how to remove them.
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
          title: `${short.slice(0, 28)} cannot be removed: something is mounted in it`,
          detail: paragraphs(
            `\`docker volume rm\` fails with “device or resource busy”, perhaps after deleting some files. ${first.mount.source} (${first.mount.type}) is mounted at ${first.mount.mountPoint}.`,
            steps(
              'Find out what mounted it: the table names a process in each mount namespace. Check /etc/fstab and the compose files for the path.',
              'If nothing needs the mount, unmount it: `umount MOUNTPOINT` on the host, `nsenter -t PID -m umount MOUNTPOINT` in another namespace. Unmounting deletes nothing.',
              'Check the content of the volume again before you remove it.',
            ),
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
