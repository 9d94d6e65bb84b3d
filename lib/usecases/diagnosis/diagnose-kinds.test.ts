import { describe, expect, test } from 'vitest';
import { diagnosePasted } from './diagnose.ts';

/**
 * The kinds of the field pastes in other people's words: other products, languages, layouts and places. A name with `!` is a
 * notice; everything that is found must be listed.
 */
const kinds: [string, string, string[]][] = [
  [
    'HAOS root image',
    `# df -h
Filesystem                Size      Used Available Use% Mounted on
/dev/root               171.4M    171.4M         0 100% /
devtmpfs                  1.9G         0      1.9G   0% /dev
/dev/mmcblk0p8           28.0G      9.7G     17.1G  36% /mnt/data
/dev/zram1               27.1M    208.0K     24.8M   1% /var
/dev/mmcblk0p7           85.2M      1.7M     76.7M   2% /mnt/overlay`,
    [],
  ],
  [
    'OpenWrt rom',
    `root@OpenWrt:~# df -h
Filesystem                Size      Used Available Use% Mounted on
/dev/root                 5.5M      5.5M         0 100% /rom
tmpfs                   248.3M      1.2M    247.0M   0% /tmp
/dev/sda2                28.6G      3.1G     24.0G  11% /overlay
overlayfs:/overlay       28.6G      3.1G     24.0G  11% /`,
    [],
  ],
  [
    'AWS root really full',
    `ubuntu@ip-10-0-0-1:~$ df -h
Filesystem      Size  Used Avail Use% Mounted on
/dev/root       7.7G  7.7G     0 100% /
devtmpfs        484M     0  484M   0% /dev
tmpfs           490M     0  490M   0% /dev/shm
/dev/xvda15     105M  5.2M  100M   5% /boot/efi`,
    ['data-root-nearly-full:critical'],
  ],
  [
    'Raspberry 1K',
    `pi@raspberrypi:~ $ df
Filesystem     1K-blocks     Used Available Use% Mounted on
/dev/root       30358132 28790460    280352 100% /
devtmpfs          439508        0    439508   0% /dev`,
    ['data-root-nearly-full:critical'],
  ],
  [
    'LinuxKit sr0',
    `/ # df -hT
Filesystem           Type            Size      Used Available Use% Mounted on
/dev/sr0             iso9660       312.5M    312.5M         0 100% /
/dev/vda1            ext4           58.4G     31.0G     24.4G  56% /var/lib`,
    [],
  ],
  [
    'Synology volume1',
    `admin@nas:/$ df -h
Filesystem              Size  Used Avail Use% Mounted on
/dev/md0                2.3G  1.4G  847M  62% /
devtmpfs                3.9G     0  3.9G   0% /dev
/dev/vg1/volume_1       3.5T  3.4T   71G  98% /volume1
overlay                 3.5T  3.4T   71G  98% /volume1/@docker/overlay2/3f1a9c7e5b2d4f6a8c0e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a/merged
/volume1/@docker        3.5T  3.4T   71G  98% /volume1/@docker/btrfs`,
    ['data-root-nearly-full:critical'],
  ],
  [
    'custom root by error',
    `Error response from daemon: write /data2/dockerdata/tmp/GetImageBlob123456: no space left on device
$ df -h
Filesystem      Size  Used Avail Use% Mounted on
/dev/sda1        50G   12G   38G  24% /
/dev/sdb1       200G  166G   34G  83% /data2
tmpfs           7.8G     0  7.8G   0% /run`,
    ['data-root-nearly-full:critical'],
  ],
  [
    'grep -iE',
    `root@h:~# df -h | grep -iE "sda|100%"
/dev/sda3        40G   40G   20K  100% /`,
    ['data-root-nearly-full:critical'],
  ],
  [
    'df -h; df -i',
    `$ df -h; df -i
Filesystem      Size  Used Avail Use% Mounted on
/dev/sda3        40G   10G   28G  26% /
Filesystem      Inodes   IUsed  IFree IUse% Mounted on
/dev/sda3      2621440 2621440      0  100% /`,
    ['inodes-nearly-exhausted:critical'],
  ],
  [
    'df -ih',
    `$ df -ih
Filesystem     Inodes IUsed IFree IUse% Mounted on
/dev/sda3        2.5M  2.4M   93K   97% /`,
    ['inodes-nearly-exhausted:critical'],
  ],
  [
    'df -i grep',
    `# df -i | grep -v tmpfs | grep sda
/dev/sda3      2621440 2621440      0  100% /`,
    ['inodes-nearly-exhausted:critical'],
  ],
  [
    'fr',
    `$ df -h
Sys. de fichiers Taille Utilisé Dispo Uti% Monté sur
udev               1,9G       0  1,9G   0% /dev
/dev/sda1           20G     19G  200M  99% /`,
    ['data-root-nearly-full:critical'],
  ],
  [
    'es inodes',
    `$ df -i
S.ficheros     Nodos-i  NUsados  NLibres NUso% Montado en
udev            490000      400   489600    1% /dev
/dev/sda1      1310720  1300000    10720  100% /`,
    ['inodes-nearly-exhausted:critical'],
  ],
  [
    'zh',
    `[root@host ~]# df -h
文件系统                 容量  已用  可用 已用% 挂载点
devtmpfs                 1.9G     0  1.9G    0% /dev
/dev/mapper/centos-root   50G   50G   20K  100% /`,
    ['data-root-nearly-full:critical'],
  ],
  [
    'busybox wrapped',
    `~ # df
Filesystem           1K-blocks      Used Available Use% Mounted on
/dev/mapper/vg0-a_very_long_volume_name
                      20511312  19900000    100000 100% /var/lib/docker
tmpfs                   101010         0    101010   0% /tmp`,
    ['data-root-nearly-full:critical'],
  ],
  [
    'podman info yaml',
    `$ podman info
host:
  arch: amd64
  kernel: 6.5.6-300.fc39.x86_64
store:
  graphDriverName: overlay
  graphRoot: /home/u/.local/share/containers/storage
version:
  Version: 4.9.3`,
    ['!engine-is-podman:info'],
  ],
  [
    'docker info of podman socket',
    `Client:
 Version:    24.0.5
Server:
 Containers: 2
 Server Version: 4.9.3
 Storage Driver: overlay
  Backing Filesystem: extfs
  Native Overlay Diff: true
 Docker Root Dir: /var/lib/containers/storage
 Kernel Version: 6.1.0
 Operating System: fedora`,
    ['!engine-is-podman:info'],
  ],
  [
    'podman version',
    `$ podman version
Client:       Podman Engine
Version:      5.2.2
API Version:  5.2.2
OS/Arch:      linux/amd64`,
    ['!engine-is-podman:info'],
  ],
  [
    'podman log prior',
    `$ sudo podman run --rm alpine true
ERRO[0000] User-selected graph driver "overlay" overwritten by graph driver "vfs" from database - delete libpod local files to resolve`,
    ['!engine-is-podman:info'],
  ],
  [
    'refused cifs',
    `docker pull nginx
failed to register layer: symlink ../de11 /mnt/nas/docker/overlay2/l/ABCDEFGHIJKLMNOPQRSTUVWXYZ: operation not supported`,
    ['storage-driver-refused:critical'],
  ],
  [
    'refused lxattr 2',
    `failed to register layer: Error processing tar file(exit status 1): lsetxattr security.capability /bin/ping: operation not supported`,
    ['storage-driver-refused:critical'],
  ],
  [
    'refused journal',
    `Sep 10 10:00:01 nas dockerd[1234]: time="2023-09-10T10:00:01.123456789+02:00" level=error msg="failed to mount overlay: invalid argument" storage-driver=overlay2
Sep 10 10:00:01 nas dockerd[1234]: failed to start daemon: error initializing graphdriver: driver not supported: overlay2`,
    ['storage-driver-refused:critical'],
  ],
  [
    'refused old',
    `FATA[0000] Error starting daemon: error initializing graphdriver: driver not supported`,
    ['storage-driver-refused:critical'],
  ],
  [
    'refused overlay on overlay',
    `time="2019-02-05T10:49:00Z" level=error msg="'overlay' not supported over overlayfs" storage-driver=overlay2
Error starting daemon: error initializing graphdriver: driver not supported`,
    ['storage-driver-refused:critical'],
  ],
  [
    'refused nfs over',
    `ERRO[2020-01-01T10:00:00.000000000Z] 'overlay' is not supported over nfs           storage-driver=overlay2
failed to start daemon: error initializing graphdriver: backing file system is unsupported for this graph driver`,
    ['storage-driver-refused:critical'],
  ],
  [
    'buildx du',
    `$ docker buildx du
ID                                        RECLAIMABLE     SIZE            LAST ACCESSED
c9yl8l5ic1y8sz8xvqwznzyzs                 true            12.3GB          2 days ago
Shared:         1.2GB
Private:        44.31GB
Reclaimable:    45.1GB
Total:          45.51GB`,
    ['large-build-cache:info'],
  ],
  [
    'builder du',
    `$ docker buildx du --builder mybuilder
ID  RECLAIMABLE SIZE LAST ACCESSED
Reclaimable:    65.1GB
Total:          65.51GB`,
    ['buildkit-builder-cache:info'],
  ],
  [
    'builder volume in df -v',
    `$ docker system df -v
VOLUME NAME                                LINKS     SIZE
buildx_buildkit_multi0_state               1         58.2GB
pgdata                                     1         1.2GB`,
    ['buildkit-builder-cache:info'],
  ],
  [
    'builder du relative',
    `root@ci:/var/lib/docker/volumes# du -sh * | sort -h | tail -2
1.2G    pgdata
77G     buildx_buildkit_ci0_state`,
    ['buildkit-builder-cache:info'],
  ],
  [
    'prune only',
    `$ docker builder prune -af
ID	RECLAIMABLE	SIZE	LAST ACCESSED
Total:	34.5GB`,
    [],
  ],
  [
    'containerd du leak',
    `# docker system df
TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE
Images          3         2         1.2GB     400MB (33%)
Containers      2         2         10MB      0B (0%)
Local Volumes   0         0         0B        0B
Build Cache     0         0         0B        0B
# du -sh /var/lib/containerd
61G	/var/lib/containerd`,
    ['containerd-root-elsewhere:warning'],
  ],
  [
    'images 0',
    `$ docker system df
TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE
Images          0         0         212.3GB   212.3GB (100%)
Containers      0         0         0B        0B
Local Volumes   0         0         0B        0B
Build Cache     0         0         0B        0B`,
    ['containerd-root-elsewhere:warning'],
  ],
  [
    'aufs mount output',
    `none on /mnt/data/docker/aufs/mnt/3f1a9c7e5b2d4f6a8c0e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a type aufs (rw,relatime,si=1,dio,dirperm1)
/dev/sda1 on / type ext4 (rw,relatime)`,
    ['aufs-removed-driver:warning'],
  ],
  [
    'dm error',
    `Error response from daemon: mkdir /var/lib/docker/devicemapper/mnt/4f1a9c7e5b2d4f6a8c0e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a/rootfs: no space left on device`,
    ['devicemapper-removed-driver:warning'],
  ],
  [
    'warning line',
    `WARNING: the overlay storage-driver is deprecated, and will be removed in a future release.`,
    ['overlay-removed-driver:warning'],
  ],
  [
    'deprecation notice',
    `[DEPRECATION NOTICE]: the devicemapper storage-driver is deprecated, and will be removed in a future release.`,
    ['devicemapper-removed-driver:warning'],
  ],
  [
    'fstab + df',
    `$ cat /etc/fstab
UUID=aa / ext4 defaults 0 1
UUID=bb /var/lib/docker ext4 defaults,nofail 0 2
$ df -h
Filesystem      Size  Used Avail Use% Mounted on
udev            7.8G     0  7.8G   0% /dev
tmpfs           1.6G  1.0M  1.6G   1% /run
/dev/sda1       200G   20G  170G  11% /`,
    ['data-root-mount-missing:critical'],
  ],
  [
    'fstab + df of another place',
    `$ cat /etc/fstab
UUID=aa / ext4 defaults 0 1
UUID=bb /var/lib/docker ext4 defaults,nofail 0 2
$ df -h /
Filesystem      Size  Used Avail Use% Mounted on
/dev/sda1       200G   20G  170G  11% /`,
    [],
  ],
  [
    'fstab + df of root path',
    `$ cat /etc/fstab
UUID=aa / ext4 defaults 0 1
UUID=bb /var/lib/docker ext4 defaults,nofail 0 2
$ df -h /var/lib/docker
Filesystem      Size  Used Avail Use% Mounted on
/dev/sda1       200G   20G  170G  11% /`,
    ['data-root-mount-missing:critical'],
  ],
  [
    'fstab btrfs + info',
    ` Storage Driver: overlay2
  Backing Filesystem: extfs
 Server Version: 28.3.1
 Docker Root Dir: /srv/docker
/dev/sdb1 /srv/docker btrfs defaults,nofail 0 0`,
    ['data-root-mount-missing:critical'],
  ],
  [
    'findmnt -T',
    `$ grep docker /etc/fstab
/dev/sdb1 /var/lib/docker xfs defaults,nofail 0 0
$ findmnt -T /var/lib/docker
TARGET SOURCE    FSTYPE OPTIONS
/      /dev/sda1 ext4   rw,relatime`,
    ['data-root-mount-missing:critical'],
  ],
  [
    'desktop',
    `Client:
 Version: 28.0.4
 Context: desktop-linux
Server:
 Server Version: 28.0.4
 Storage Driver: overlayfs
  driver-type: io.containerd.snapshotter.v1
 Kernel Version: 6.10.14-linuxkit
 Operating System: Docker Desktop
 Name: docker-desktop
 Docker Root Dir: /var/lib/docker`,
    ['!engine-in-desktop-vm:info', 'failed-creates-leak-images:info'],
  ],
  [
    'wsl',
    ` Server Version: 28.0.4
 Storage Driver: overlay2
  Backing Filesystem: extfs
  Supports d_type: true
 Kernel Version: 5.15.167.4-microsoft-standard-WSL2
 Operating System: Ubuntu 24.04.1 LTS
 Name: DESKTOP-ABC
 Docker Root Dir: /var/lib/docker`,
    ['!engine-in-desktop-vm:info'],
  ],
  [
    'uname wsl',
    `$ uname -a
Linux DESKTOP-ABC 5.15.167.4-microsoft-standard-WSL2 #1 SMP Tue Nov 5 00:21:55 UTC 2024 x86_64 GNU/Linux
$ df -h
Filesystem      Size  Used Avail Use% Mounted on
/dev/sdd       1007G  953G  3.1G 100% /
tmpfs           7.8G     0  7.8G   0% /run`,
    ['!engine-in-desktop-vm:info', 'data-root-nearly-full:critical'],
  ],
  [
    'log ls -lh',
    `$ sudo ls -lh /var/lib/docker/containers/*/*-json.log
-rw-r----- 1 root root  58G Mar  3 10:11 /var/lib/docker/containers/4f1a9c7e5b2d4f6a8c0e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a/4f1a9c7e5b2d4f6a8c0e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a-json.log
-rw-r----- 1 root root 1,2M 2024-01-05 12:00 /var/lib/docker/containers/5f1a9c7e5b2d4f6a8c0e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a/5f1a9c7e5b2d4f6a8c0e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a-json.log`,
    ['container-logs-unbounded:warning'],
  ],
  [
    'log du',
    `# du -h /var/lib/docker/containers/*/*.log | sort -h | tail -1
31G	/var/lib/docker/containers/4f1a9c7e5b2d4f6a8c0e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a/4f1a9c7e5b2d4f6a8c0e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a-json.log`,
    ['container-logs-unbounded:warning'],
  ],
  [
    'log find -ls',
    `# find /var/lib/docker/containers -name '*.log' -size +100M -ls
   131108 32505860 -rw-r-----   1 root     root     33286000000 Feb  2 11:11 /var/lib/docker/containers/4f1a9c7e5b2d4f6a8c0e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a/4f1a9c7e5b2d4f6a8c0e1b3d5f7a9c1e3b5d7f9a1c3e5b7d9f1a3c5e7b9d1f3a-json.log`,
    ['container-logs-unbounded:warning'],
  ],
  [
    'graph key',
    `$ cat /etc/docker/daemon.json
{ "graph": "/data/docker", "log-driver": "json-file" }
$ docker version
Server:
 Engine:
  Version: 24.0.7`,
    ['daemon-config-conflict:warning', 'engine-end-of-life:warning'],
  ],
  [
    'lsof',
    `# lsof +L1
COMMAND     PID USER   FD   TYPE DEVICE    SIZE/OFF NLINK     NODE NAME
dockerd    1005 root  127w   REG  202,1 50000036000     0   410677 /var/lib/docker/containers/6817a4ba0519875754479401b65f7b75127b97ac9b59937cc642863c8c6fc20a/6817a4ba0519875754479401b65f7b75127b97ac9b59937cc642863c8c6fc20a-json.log (deleted)
java       2210 app    34w   REG  202,1  1200000000     0   123456 /var/log/app/out.log (deleted)`,
    ['deleted-open-files:warning'],
  ],
  [
    'lsof grep',
    `$ sudo lsof | grep deleted
docker     1005 15874       root  127r      REG              202,1 5000003600     410677 /var/lib/docker/containers/6817a4ba0519875754479401b65f7b75127b97ac9b59937cc642863c8c6fc20a/6817a4ba0519875754479401b65f7b75127b97ac9b59937cc642863c8c6fc20a-json.log.3 (deleted)
docker     1005 15875       root  127r      REG              202,1 5000003600     410677 /var/lib/docker/containers/6817a4ba0519875754479401b65f7b75127b97ac9b59937cc642863c8c6fc20a/6817a4ba0519875754479401b65f7b75127b97ac9b59937cc642863c8c6fc20a-json.log.3 (deleted)`,
    ['deleted-open-files:warning'],
  ],
  ['enospc alone', `docker: Error response from daemon: failed to copy files: write /x: no space left on device.`, []],
  [
    'k8s runc ro',
    `Error: failed to start container "x": Error response from daemon: error while creating mount source path '/opt/x': mkdir /opt/x: read-only file system`,
    [],
  ],
];

describe('diagnosePasted, by kind', () => {
  test.each(kinds)('%s', (_, text, expected) => {
    const { notices, findings } = diagnosePasted([text], { now: '2026-11-21T03:00:00.000Z' });
    const found = [
      ...notices.map((notice) => `!${notice.checkId}:${notice.severity}`),
      ...new Set(findings.map((finding) => `${finding.checkId}:${finding.severity}`)),
    ];
    expect(found.sort()).toEqual([...expected].sort());
    for (const finding of [...notices, ...findings]) {
      expect(finding.title.length, finding.title).toBeLessThanOrEqual(70);
      expect(finding.detail.match(/^\d\. /gm)?.length ?? 0, finding.checkId).toBeLessThanOrEqual(3);
      expect(finding.detail, finding.checkId).not.toMatch(/\bledger\b|Bilge’s/);
    }
  });

  test('an error without its cause names the command that shows it', () => {
    const ask = (text: string) => diagnosePasted([text]);
    expect(ask('write /x: no space left on device')).toMatchObject({ findings: [] });
    expect(ask('write /x: no space left on device').askFor[0]).toBe('df -PT; df -Pi');
    expect(ask('write /x: no space left on device').open).toContain('Something is full');
    const btrfs = ask(
      'Storage Driver: btrfs\nDocker Root Dir: /data/docker\nServer Version: 29.1.0\nwrite /x: no space left on device',
    );
    expect(btrfs.askFor.slice(0, 2)).toEqual(['df -PT; df -Pi', 'sudo btrfs filesystem usage /data/docker']);
    expect(
      ask('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\nERROR: x')
        .askFor[0],
    ).toContain('journalctl');
    expect(ask('/dev/sda1 40G 40G 20K 100% /\nError response from daemon: no space left on device').open).toBeNull();
  });

  test('a full disk names what the paste shows to be large, and the place that is empty', () => {
    const text = `$ docker system df
TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE
Images          60        11        45.24GB   39.42GB (87%)
Containers      11        10        33.41GB   652.4MB (1%)
$ df -h
Filesystem      Size  Used Avail Use% Mounted on
/dev/sda1       100G   99G  200M 100% /
df: /mnt/cloud: Transport endpoint is not connected`;
    const detail = diagnosePasted([text]).findings.find(({ checkId }) => checkId === 'data-root-nearly-full')?.detail;
    expect(detail).toContain('Largest in this output: images 42.1 GiB (36.7 GiB in images that no container uses');
    expect(detail).toContain('writable layers of containers 31.1 GiB');
    expect(detail).toContain('sudo fusermount -uz /mnt/cloud');
    expect(detail).toContain('if it is in its usual place');
  });

  // A path of somebody's paste goes into a command that another person copies.
  test('a path with shell signs is quoted in commands', () => {
    const text =
      'df: /mnt/a;reboot $(x): Transport endpoint is not connected\n$ df -h\nFilesystem Size Used Avail Use% Mounted on\n/dev/sda1 100G 99G 200M 100% /';
    expect(diagnosePasted([text]).findings[0]?.detail).toContain("fusermount -uz '/mnt/a;reboot $(x)'");
  });
});
