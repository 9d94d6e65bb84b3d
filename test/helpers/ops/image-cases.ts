import type { OpCase, OpRefusal } from './op-case.ts';
import type { OpHost } from './op-host.ts';

/** The ops of an image file, on a host with a second disk at /mnt/second and rsync, with Docker on its first disk. */
const image = '/mnt/second/docker-image.img';
const mountPoint = '/mnt/second/docker-image';
const size = 700 * 2 ** 20;
const fill = 'fallocate -l $(($(df -Pk /mnt/second | awk "NR == 2 { print \\$4 }") - 8192))K /mnt/second/fill';

/** Docker in the image; what was begun there goes on. */
async function inImage(host: OpHost): Promise<void> {
  if ((await host.sh('docker info --format "{{.DockerRootDir}}"')) === mountPoint) return;
  const run = await host.run('resume-migration', {});
  if (run.state !== 'succeeded') throw new Error(JSON.stringify(run));
  await host.reconnect();
}

const attachedTwice: OpRefusal = {
  guard: 'identity',
  when: 'the image is attached a second time',
  spoil: 'losetup -f --show "$1" >/run/second-loop',
  heal: 'losetup -d "$(cat /run/second-loop)"',
};

export const imageCases: readonly OpCase[] = [
  {
    op: 'prepare-image',
    prepare: async () => ({
      action: 'migrate-to-loopback',
      params: { image, size: String(size), fs: 'xfs' },
      args: [image],
    }),
    witness:
      'ls -ln /mnt/second; ls /etc/systemd/system /var/lib/bilge/migrations 2>/dev/null; losetup -n -O NAME -j "$1" 2>/dev/null; echo end',
    refusals: [
      {
        guard: 'tools',
        when: 'losetup was removed',
        spoil: 'mv /usr/sbin/losetup /root/',
        heal: 'mv /root/losetup /usr/sbin/',
      },
      {
        guard: 'one-migration',
        when: 'another move keeps data',
        spoil: `mkdir -p /var/lib/bilge/migrations/run_aaaaaaaa; printf 'phase=kept\\nfrom=/a\\nto=/b\\n' >/var/lib/bilge/migrations/run_aaaaaaaa/facts`,
        heal: 'rm -r /var/lib/bilge/migrations/run_aaaaaaaa',
      },
      { guard: 'target', when: 'a file has its name', spoil: 'echo mine >"$1"', heal: 'rm "$1"' },
      { guard: 'no-space', when: 'the disk has filled up', spoil: fill, heal: 'rm /mnt/second/fill' },
    ],
    again: 'done',
  },
  {
    op: 'grow-image',
    prepare: async (host) => {
      await inImage(host);
      return { action: 'grow-loopback', params: { size: String(size + 64 * 2 ** 20) }, args: [image] };
    },
    witness: 'stat -c %s "$1"; stat -f -c %b "${1%.img}"',
    refusals: [
      attachedTwice,
      {
        guard: 'resizable',
        when: 'its tool was removed',
        spoil: 'mv /usr/sbin/xfs_growfs /root/',
        heal: 'mv /root/xfs_growfs /usr/sbin/',
      },
      { guard: 'no-space', when: 'the disk below has filled up', spoil: fill, heal: 'rm /mnt/second/fill' },
    ],
    again: 'done',
  },
  {
    op: 'trim-image',
    prepare: async () => ({ action: 'trim-loopback', params: {}, args: [image] }),
    witness: 'stat -c "%s %b" "$1"',
    refusals: [attachedTwice],
    again: 'done',
  },
];
