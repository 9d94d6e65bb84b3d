import { describe, expect, test } from 'vitest';
import { diagnosePasted } from './diagnose.ts';

const now = '2026-11-21T03:00:00.000Z';
const ids = (...texts: string[]) =>
  diagnosePasted(texts, { now }).findings.map((finding) => `${finding.checkId}:${finding.severity}`);
const kinds = (text: string) => [...new Set(diagnosePasted([text], { now }).pieces.map((piece) => piece.kind))];

// `docker info` of “Clean docker environment: devicemapper”, as the page shows it: indentation lost.
const loop = `Storage Driver: devicemapper
Pool Name: docker-202:1-xxx-pool
Pool Blocksize: 65.54 kB
Base Device Size: 10.74 GB
Backing Filesystem: ext4
Data file: /dev/loop0
Metadata file: /dev/loop1
Data Space Used: 5.377 GB
Data Space Total: 107.4 GB
Data Space Available: 28.8 GB
Metadata Space Used: 6.148 MB
Metadata Space Total: 2.147 GB
Metadata Space Available: 2.141 GB
Udev Sync Supported: true`;
const loopFindings = [
  'devicemapper-loop-lvm:critical',
  'devicemapper-pool-overcommitted:warning',
  'devicemapper-removed-driver:warning',
];

// A full DS916+ (docs/reference/platforms.md#synology-dsm), in the layout of progs 4 without percentages.
const usage = `Overall:
    Device size:		   5.45TiB
    Device allocated:		   5.45TiB
    Device unallocated:		   1.00MiB
    Device missing:		   5.45TiB
    Used:			   3.49TiB
    Free (estimated):		   1.94TiB	(min: 1.94TiB)
    Data ratio:			      1.00
    Metadata ratio:		      2.00
    Global reserve:		   2.00GiB	(used: 0.00B)

Data,single: Size:5.35TiB, Used:3.41TiB
   /dev/mapper/cachedev_0	   5.35TiB

Metadata,DUP: Size:50.00GiB, Used:48.90GiB
   /dev/mapper/cachedev_0	 100.00GiB

Unallocated:
   /dev/mapper/cachedev_0	   1.00MiB`;

describe('diagnosePasted', () => {
  test('says which lines it did not understand', () => {
    const text = `my NAS is full, please help\n\nroot@nas:~# docker info\n${loop}\n\nroot@nas:~# df -h\nzork 12\n\n  blah\n`;
    expect(diagnosePasted(['nothing', text], { now }).unread).toEqual([
      { firstLine: 1, lines: 1, begins: 'nothing', text: 0 },
      { firstLine: 1, lines: 1, begins: 'my NAS is full, please help', text: 1 },
      { firstLine: 20, lines: 2, begins: 'zork 12', text: 1 },
    ]);
  });

  test('names the pieces, the findings, what it could not tell and what to paste next', () => {
    const diagnosis = diagnosePasted([loop], { now });
    expect(diagnosis.pieces).toEqual([{ kind: 'docker-info', firstLine: 1, lines: 14, text: 0 }]);
    expect(diagnosis.findings.map((finding) => `${finding.checkId}:${finding.severity}`)).toEqual(loopFindings);
    expect(diagnosis.unread).toEqual([]);
    expect(diagnosis.unknown.map(({ checkId }) => checkId)).toContain('leaked-layers');
    expect(diagnosis.askFor).toContain('df -PT; df -Pi');
    expect(diagnosis.findings.every((finding) => finding.key.startsWith(`${finding.checkId}.`))).toBe(true);
  });

  test.each([
    ['quoted in a mail', loop.replaceAll(/^/gm, '> ')],
    ['quoted twice', loop.replaceAll(/^/gm, '> > ')],
    ['fenced', `Here it is:\n\n\`\`\`console\n$ docker info\n${loop}\n\`\`\`\nWhat is this space?`],
    ['with a root prompt', `[root@nas ~]# docker info\n${loop}\n[root@nas ~]# `],
    ['with Windows line ends', loop.replaceAll('\n', '\r\n')],
    ['with no-break spaces', loop.replaceAll(' ', '\u00a0')],
    ['bold labels', loop.replaceAll(/^([^:]+:)/gm, '**$1**')],
    ['as a list', loop.replaceAll(/^/gm, '- ')],
    ['as added lines of a diff', loop.replaceAll(/^/gm, '+')],
    ['after log lines', `time="2016-11-02T10:11:12Z" level=info msg="Loading containers: start."\n${loop}`],
    ['prefixed by a log’s time', loop.replaceAll(/^/gm, '2016-11-02T10:11:12.123456789Z ')],
    ['with colours', loop.replaceAll(/^/gm, '\u001b[0m')],
    ['in HTML', `<pre><code>${loop}</code></pre>`],
    ['indented', loop.replaceAll(/^/gm, '        ')],
  ])('%s: the same findings', (_, text) => {
    expect(ids(text)).toEqual(loopFindings);
  });

  test('the driver’s line may be missing', () => {
    expect(ids(loop.replace(/^.*\n/, ''))).toEqual(loopFindings);
  });

  test('“Device missing” of old btrfs-progs is no missing device', () => {
    expect(ids(`root@nas:~# btrfs filesystem usage /volume1\n${usage}`)).toEqual([
      'btrfs-metadata-exhausted:critical',
      'btrfs-unallocated-low:warning',
    ]);
  });

  test('several texts are judged together', () => {
    const diagnosis = diagnosePasted(
      [
        `$ uname -a\nLinux nas 4.4.180+ #42661 SMP Fri Apr 1 15:31:10 CST 2022 x86_64 GNU/Linux synology_v1000_1621+`,
        'Storage Driver: btrfs\nDocker Root Dir: /volume1/@docker\nServer Version: 20.10.3',
      ],
      { now },
    );
    expect(diagnosis.findings.map((finding) => finding.checkId)).toEqual([
      'engine-end-of-life',
      'kernel-cannot-rmdir-subvolumes',
    ]);
    expect(diagnosis.pieces.map((piece) => [piece.text, piece.kind])).toEqual([
      [0, 'uname'],
      [1, 'docker-info'],
    ]);
  });

  test('df and show of one btrfs are joined: only together do they tell', () => {
    const df =
      'Data, single: total=900.00GiB, used=580.00GiB\nMetadata, DUP: total=50.00GiB, used=49.50GiB\nGlobalReserve, single: total=512.00MiB, used=0.00B';
    const show =
      "Label: 'x'  uuid: 11111111-2222-3333-4444-555555555555\n\tTotal devices 1 FS bytes used 629.50GiB\n\tdevid    1 size 1000.00GiB used 1000.00GiB path /dev/sda5";
    expect(ids(df)).toEqual(['btrfs-metadata-nearly-full:warning']);
    expect(ids(show)).toEqual(['btrfs-unallocated-low:warning']);
    expect(ids(df, show)).toEqual(['btrfs-metadata-exhausted:critical', 'btrfs-unallocated-low:warning']);
  });

  test('a tabular usage tells the same as the plain one', () => {
    const table = `Overall:
    Device size:                 100.00GiB
    Device allocated:            100.00GiB
    Device unallocated:            1.00MiB
    Free (estimated):             40.00GiB      (min: 40.00GiB)
    Global reserve:              512.00MiB      (used: 0.00B)

             Data     Metadata System
Id Path      single   DUP      DUP       Unallocated
-- --------- -------- -------- --------- -----------
 1 /dev/sdb1 94.00GiB  6.00GiB  16.00MiB     1.00MiB
-- --------- -------- -------- --------- -----------
   Total     94.00GiB  3.00GiB   8.00MiB     1.00MiB
   Used      54.00GiB  2.90GiB  16.00KiB`;
    expect(ids(table)).toEqual(['btrfs-metadata-exhausted:critical', 'btrfs-unallocated-low:warning']);
  });

  test('docker info as JSON', () => {
    const json = JSON.stringify({
      Driver: 'vfs',
      DriverStatus: null,
      DockerRootDir: '/var/lib/docker',
      ServerVersion: '26.1.5+dfsg1',
      KernelVersion: '6.12.1',
      OperatingSystem: 'Debian GNU/Linux 13 (trixie)',
      LoggingDriver: 'json-file',
      Warnings: ['WARNING: No swap limit support'],
    });
    expect(ids(`$ docker info --format '{{json .}}'\n${json}`)).toEqual([
      'engine-29-upgrade-trap:critical',
      'vfs-driver:critical',
      'engine-end-of-life:warning',
    ]);
  });

  test('a containerd store is not the graph driver of the same name', () => {
    const info =
      'Server Version: 29.1.0\nStorage Driver: btrfs\n driver-type: io.containerd.snapshotter.v1\nDocker Root Dir: /var/lib/docker';
    expect(ids(info)).toEqual(['containerd-root-elsewhere:info', 'failed-creates-leak-images:info']);
  });

  test('mounts, df and fstab of a data root on NFS', () => {
    const text =
      'nas:/export on /var/lib/docker type nfs4 (rw,relatime,vers=4.2)\n/dev/sda1 on / type ext4 (rw,relatime)';
    expect(ids(text)).toEqual(['data-root-on-network-or-fuse:critical']);
  });

  test('the root filesystem that went read-only, by /proc/mounts', () => {
    const text =
      '$ cat /proc/mounts\n/dev/sda1 / ext4 ro,relatime,errors=remount-ro 0 0\nproc /proc proc rw,nosuid 0 0';
    expect(ids(text)).toEqual(['filesystem-read-only:critical']);
  });

  test('a broken daemon.json, and one that its poster shortened', () => {
    expect(ids('{\n  "storage-driver": "overlay2",\n  "log-driver": "json-file",\n}')).toEqual([
      'daemon-config-conflict:warning',
    ]);
    expect(ids('{\n  "storage-driver": "overlay2",\n  ...\n}')).toEqual([]);
  });

  test('dockerd’s own log names its driver and version', () => {
    const started =
      'time="2020-05-01T10:00:00Z" level=info msg="Docker daemon" commit=afacb8b7f0 graphdriver(s)=vfs version=19.03.8';
    expect(ids(started)).toEqual(['vfs-driver:critical', 'engine-end-of-life:warning']);
    const failed =
      'failed to start daemon: error initializing graphdriver: prior storage driver aufs failed: driver not supported';
    expect(ids(failed)).toEqual(['storage-driver-refused:critical', 'aufs-removed-driver:warning']);
  });

  test('a device that `filesystem show` misses', () => {
    const show =
      'Label: none  uuid: 11111111-2222-3333-4444-555555555555\n\tTotal devices 2 FS bytes used 1.07TiB\n\tdevid    1 size 1.82TiB used 1.08TiB path /dev/sdb1\n\t*** Some devices missing';
    expect(ids(show)).toEqual(['btrfs-device-missing:critical']);
  });

  // Seed 000: the gist mounts its image like this.
  test('a mount command that switches barriers off', () => {
    expect(ids('mount -o loop,noatime,commit=60,barrier=0 -t ext4 /media/docker-volume.img /var/lib/docker')).toEqual([
      'write-barriers-off:warning',
    ]);
    expect(ids('mount -o loop,noatime,commit=60 -t ext4 /media/docker-volume.img /var/lib/docker')).toEqual([]);
  });

  test('docker system df -v: volumes, containers, build cache', () => {
    const text = `CONTAINER ID   IMAGE         COMMAND                  LOCAL VOLUMES   SIZE      CREATED        STATUS                   NAMES
4ee2267282cd   nginx:alpine  "/docker-entrypoint.…"   0               81.9kB    22 hours ago   Up 22 hours              foo
5aa2267282cd   wiki:2        "/bin/sh"                1               5.3GB     2 months ago   Exited (0) 5 weeks ago   wiki-js

VOLUME NAME                                                        LINKS     SIZE
9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08   0         12.4GB
pgdata                                                             0         91.2GB

Build cache usage: 14.2GB`;
    expect(ids(text)).toEqual([
      'unused-anonymous-volumes:warning',
      'large-writable-layer:warning',
      'large-build-cache:info',
    ]);
  });

  test('df in German, findmnt of a Synology', () => {
    expect(
      ids(
        'Dateisystem    Typ       Größe Benutzt Verf. Verw% Eingehängt auf\n/dev/sda2      ext4        92G     86G  1,2G   99% /\n/dev/loop4     squashfs    64M     64M     0  100% /snap/core20/1',
      ),
    ).toEqual(['data-root-nearly-full:critical']);
    const findmnt =
      '/                  /dev/md0               ext4     rw,noatime,data=ordered\n├─/volume1         /dev/mapper/cachedev_0[/@syno] btrfs rw,nodev,subvol=/@syno\n│ └─/volume1/@docker /dev/mapper/cachedev_0[/@syno/@docker] btrfs rw,nodev,subvol=/@syno/@docker';
    expect(ids('Storage Driver: btrfs\nServer Version: 24.0.2\nDocker Root Dir: /volume1/@docker', findmnt)).toEqual(
      ['engine-end-of-life:warning', 'btrfs-root-not-dedicated:warning'].sort(),
    );
  });

  test('du against docker system df is no proof of a leak', () => {
    // Seed 003: 452 GB in overlay2, nothing in docker system df.
    const text =
      '452G    /var/lib/docker/overlay2\n452G    total\n\nTYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE\nImages          0         0         0B        0B\nContainers      0         0         0B        0B\nLocal Volumes   0         0         0B        0B\nBuild Cache     0         0         0B        0B';
    const diagnosis = diagnosePasted([text], { now });
    expect(diagnosis.findings).toEqual([]);
    expect(diagnosis.unknown.find(({ checkId }) => checkId === 'leaked-layers')?.why).toContain(
      'Add the host to Bilge',
    );
    expect(kinds(text)).toEqual(['du', 'docker-system-df']);
  });

  test.each([
    '',
    '\n\n',
    'My NAS is full, please help!',
    'Storage Driver:',
    '{}',
    '{"a":1}',
    '> > >',
    'Used: 12',
    'Total 1 2 3',
    '100% /',
  ])('nothing is found in %j', (text) => {
    const diagnosis = diagnosePasted([text], { now });
    expect(diagnosis.findings).toEqual([]);
    expect(diagnosis.askFor[0]).toContain('docker info');
  });

  test('no texts at all', () => {
    expect(diagnosePasted([], { now }).findings).toEqual([]);
  });
});
