import type { OpCase } from './op-case.ts';
import type { OpHost } from './op-host.ts';

/** The ops of saved images, on a host with a second disk at /mnt/second and the images of `imagesOf`. */
export const backupFolder = '/mnt/second/docker-images';
const digest = 'd'.repeat(64);

/** Two images of one's own that share a layer, one that has no name but is used, and one that looks as if a registry had it. */
export async function makeImages(host: OpHost): Promise<void> {
  await host.sh(
    `set -e
tar=/usr/local/share/bilge-lab/busybox.tar
docker import --change 'CMD ["/bin/sh"]' $tar own:1 >/dev/null
docker run --name second own:1 sh -c 'echo kept >/file'
docker commit second own:2 >/dev/null
docker tag own:2 also:2
docker import --change 'CMD ["sleep", "1000"]' $tar gone:1 >/dev/null
docker create --name nameless gone:1 >/dev/null
docker rmi --force gone:1 >/dev/null 2>&1 || docker tag own:1 gone:1
docker import --change 'ENV pulled=yes' $tar pulled:1 >/dev/null
id=$(docker image inspect --format '{{.Id}}' pulled:1)
systemctl stop docker.socket docker.service
sed -i "s/\\"pulled:1\\":\\"$id\\"/&,\\"pulled@sha256:$1\\":\\"$id\\"/" /var/lib/docker/image/overlay2/repositories.json
systemctl reset-failed docker.service; systemctl start docker.service
docker image inspect --format '{{.RepoDigests}}' pulled:1 | grep -q "$1"`.replaceAll('$1', digest),
  );
  await host.reconnect();
}

const again = 'rm -rf /mnt/second/docker-images /var/lib/bilge/image-backups';
const backUp = async (host: OpHost) => {
  await host.sh(again);
  return {
    action: 'backup-images',
    params: { folder: backupFolder, images: 'own' },
    args: [backupFolder],
  };
};
const fill = (at: string) => `fallocate -l $(($(df -Pk ${at} | awk "NR == 2 { print \\$4 }") - 8192))K ${at}/fill`;

export const backupCases: readonly OpCase[] = [
  {
    op: 'prepare-backup',
    prepare: backUp,
    witness: 'ls -A /mnt/second; ls /var/lib/bilge/image-backups 2>/dev/null; echo end',
    refusals: [
      { guard: 'target', when: 'it exists already', spoil: 'mkdir "$1"', heal: 'rmdir "$1"' },
      {
        guard: 'tools',
        when: 'sha256sum was removed',
        spoil: 'mv /usr/bin/sha256sum /root/',
        heal: 'mv /root/sha256sum /usr/bin/',
      },
    ],
    again: 'refused',
  },
  {
    op: 'list-image',
    after: ['prepare-backup'],
    prepare: backUp,
    witness: 'ls -A /mnt/second; ls /var/lib/bilge/image-backups 2>/dev/null; echo end',
    refusals: [
      {
        guard: 'changed',
        when: 'its name is another image now',
        spoil: 'docker tag pulled:1 kept:1; docker tag own:1 pulled:1',
        heal: 'docker tag kept:1 pulled:1; docker rmi kept:1',
      },
    ],
    again: ['refused', 'not-reached'],
  },
  {
    op: 'save-images',
    after: ['prepare-backup'],
    prepare: backUp,
    witness: 'ls -A /mnt/second; ls /var/lib/bilge/image-backups 2>/dev/null; echo end',
    refusals: [
      {
        guard: 'changed',
        when: 'a name is another image now',
        spoil: 'docker tag own:1 kept:1; docker tag own:2 own:1',
        heal: 'docker tag kept:1 own:1; docker rmi kept:1',
      },
      { guard: 'no-space', when: 'its disk has filled up', spoil: fill('/mnt/second'), heal: 'rm /mnt/second/fill' },
      {
        guard: 'no-space',
        when: 'Docker’s disk has filled up',
        spoil: fill('/var/lib/docker'),
        heal: 'rm /var/lib/docker/fill',
      },
    ],
    again: ['refused', 'not-reached'],
  },
  {
    op: 'load-images',
    prepare: async (host) => {
      const { action, params } = await backUp(host);
      const run = await host.run(action, params);
      if (run.state !== 'succeeded') throw new Error(JSON.stringify(run));
      await host.sh('docker rm second; docker rmi own:1 own:2 also:2');
      await host.reconnect();
      return {
        action: 'restore-images',
        params: { backup: await host.sh('ls /var/lib/bilge/image-backups') },
        args: [`${backupFolder}/images-1.tar`],
      };
    },
    witness: 'docker images --no-trunc --format "{{.ID}} {{.Repository}}:{{.Tag}}" | sort',
    refusals: [
      { guard: 'identity', when: 'the archive is gone', spoil: 'mv "$1" "$1.away"', heal: 'mv "$1.away" "$1"' },
      {
        guard: 'changed',
        when: 'a name is another image now',
        spoil: 'docker tag busybox:lab own:1',
        heal: 'docker rmi own:1',
      },
      {
        guard: 'no-space',
        when: 'Docker’s disk has filled up',
        spoil: fill('/var/lib/docker'),
        heal: 'rm /var/lib/docker/fill',
      },
    ],
    again: 'already-done',
  },
];
