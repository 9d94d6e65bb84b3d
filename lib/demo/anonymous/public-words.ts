/**
 * The words that stay in an anonymous recording. All others are replaced: whether a word is a name cannot be told from its form, so only
 * what is known to be public stays. These are the words that checks and views compare, and what every Linux has in paths, mount tables
 * and logs. A check that needs another word says something else on the recording: that is seen when it is made, and the word comes here.
 */
const listed = `
01021994 2fc12fc1 58465342 65735546 6969 794c7630 9123683e aarch64 ABORT aborted Aborting aborting About about above accessible acpi active addr
address afs after ago allocation allow allowed alone alpine already amazonaws amd64 an and anonymous any API appdata applications applylayer 
are argument arguments arm64 armv7l array as ascii asked assembled async ata attr2 aufs autofs automount Available available awk ba Backing backing
BAD bad balance barrier barriers Base base based basic bcachefs bdev be beegfs been before behind being big bilge bin bind binfmt bip bitmap blk blkid
blkio blob blobs block blockdev blocks Blocksize bookworm boot boot2docker both bpf bridge bsize btree BTRFS Btrfs btrfs btrfstune Buffer BUG bugs
Build build buildctl builder builders buildkit buildnumber buildx built builtin bullseye BUS bus BUSY busy busybox by Cache cache cached CACHEDEV1
cachemount can cannot capability card cd cdrom CE ceph cfs cgroup cgroup2 cgroupfs cgroupns character chat chattr Check check checksum chmod cifs
cksum cleans cleanup client clientaddr clock cloud Code CODENAME colima collected com comes command committed common completed completion compress
conf config configfs configuration configure configured conflict CONNECT connect connections Container container containerd containerized
ContainerManager containers ContainerStation contains content context continue control controller convert copied copying coreutils correctable corrupt
corrupted corruption could Count cp cpu cpuacct cpuset create Created created creating critical crun csum ctr curlftpfs current cwd Daemon daemon
dangling dash Data data data_root database davfs2 days db dd de dead DEBIAN Debian debian debug debugfs dedicated Default default defaults Deferred
deferred degraded Deleted deleted Deletion denied deprecated desktop destroy dev Device device devicemapper devices devmapper devpts devtmpfs dfsg
dfsg1 dfsg4 DID Diff diff Dir dir direct directives directories directory dirty disabled Disabling disabling DISCARD discard disconnect discouraged
Disk disk disk1 disk2 disk3 dm dmesg dmsetup dns Docker docker dockerd Dockerfile dockerfile does domains down DRIVER driver drives DSM dsm du due DUP
e2fsck each echo ef53 efs emergency Enabled encountered encryption Engine engine enough Enterprise entry ERASE erofs errno ERROR Error error errors
errs etc exceeded exec exfat exhausted exist Exited exited expected experimental expire explicitly export EXT ext ext4 Extended extents extfs extract
f2fs facts FAIL fail FAILED failed failure fallocate false fanotify faulted fd features fedora file filefrag fileop Filesystem filesystem find findmnt
finished firewalld firmware first fixup flag flat flock FLUSH flush following for force forced forgotten formatted found Free free freezer from
frontend fs fstrim ftype FULL full function fuse fusectl future GB gc generic get getting gfs2 GiB gid giving global glusterfs GNU goofys gpfs graph
graphdriver graphdrivers grep group growfs gzip hard Hardware has have header healthy held hidden hidepid history holds HOME home HOST host hostbyte
hostname hosts hour hours https hugepages hugetlbfs ice ICRC ID id idmapping ids Ignorable image images img implemented In in inappropriate incoming
incomplete index info information init initialization initializing initiated ino inode inode64 inodes input insecure interrupted inuse invalid io
ioctl ionice iptables irq is iso iso9660 isos it its itself ix ix_apps jfs journal journalctl journald json juicefs kB kdevtmpfs keeps kept kernel Key
key KiB kind kmsg known labels large latest layer layerdb layers LBA lchown leaf left len Less less level lgetxattr lib lib32 lib64 libmount Library
library LIKE lima limit linear linger link Linux linux linuxkit listen lite live loaded local localhost lock log logbsize logbufs logger logind logs
longer looking lookup loop loopback losetup lost lowerdir lsattr lsblk lts lustre lvm lvs machine magic majorversion manager map mapper master match
max maxproto MB md mdadm Media media Medium medium memory merged mergerfs metacopy METADATA Metadata metadata metrics mfs MiB micro microsoft Minimum
minimum minorversion minproto minute minutes mirror mirrors misc missing mixed mkdir mkfifo mkfs mknod mmcblk MMP mnt moby mode month months moosefs
mount mounted mounting mqueue msg multihost mv NAME Name name named namespaces naming namlen Native native nbd nearly needs nested net netns network
never nexus nfs nfs4 nfsd nice No no noatime nobarrier node nodev noexec nofail nohup none noquota nosuid noswap nosymfollow not Nothing nouuid now nr
nri nsdelegate nsenter nsfs nss null nvidia nvme nydus ocfs2 OCI od of off offline offlined old older on online ONLY only open OpenMediaVault
openmediavault openrc operation operational opt option opts or orbstack order org os other otime OUT out output over overcommitted Overlay overlay
overlay2 overlaybd overlayfs own packages page pagesize parent partition Paused paused per period perl permission permissions permitted pgrp
Pictographic pid pidfile pids pipe pipefs place plugins podman Point point polled Pool pool pools prerequisites PRETTY prior private probe proc
process processing production productversion profile program Progress progs project propagate protection proto prune pstore ptmxmode pts pve python3
qgroup QNAP qnap quota raid RAID0 raid0 RAID1 raid1 RAID10 raid10 RAID5 raid5 RAID6 raid6 ram ramfs rancher random Raspbian raspbian raw rbps rclone
reached READ Read read readonly ready reason rec recoverable recovery recursiveprot ref referenced refused register registries regular reiserfs
rejecting relatime release remap remote Remounting remounting Removal removal removed Removing removing RENAME rename repair REPORT requesting
required reservation RESET reset resgid reshape resize2fs resolv resource rest Restarting restarting restore resuid Result resume resv resync retrans
retries returning riops rm ro ROOT Root root rootfs rpc rpi rsize run runc running runs runtime runtimes rw s3fs SAME SATA satisfied says sbin SCALE
scale scope scratch SCSI sct sec seccomp second seconds sector SECURE security securityfs sed selinux selinuxfs sending Sense service set setsid setup
setxattr several sh sha256 sha256sum sha512 share shared shares shfs shim shm shows shut shutdown shutting sid single site Size size skew sleep SLES
slice smack small smb smbfs snap snapd snapshot snapshots snapshotter socat soci sock socket source Space space specified specify squashfs srv ssd ssh
sshfs stale standard stargz Start start starting stat state Station station statmount status statx still Stopped stopped Stopping storage strict
stripe strongly stuck subvol subvolid subvolume subvolumes succeeded such sudo sunit sunrpc super SUPPORT support Supported supported Supports SUSE
suspended swap swarm swidth switched switching symlink Sync sync Synchronize syno synoinfo Synology synology synopkg synosystemctl sys sysctl sysfs
sysinit system systemctl systemd sysusers sysv tag tar TARGET target task tcp than The the Thin thin thinpooldev This this threshold TIME time timed
timeo timeout timer TLS tlsverify tmp tmpfile tmpfiles tmpfs to top Total total tpool tracefs tracing Transaction transaction transferring transid
transport trap tree trixie true TrueNAS truenas truncate trust ttrpc type Ubuntu ubuntu Udev udev udevd udf umount unable unallocated unavail
unavailable UNC uncorrectable unhealthy unified unix unknown Unmount Unraid unraid unreachable Unrecovered unshare unsupported unused Up up upgrade
upper upperdir URL usage USB usb Use use Used usedat User user user0 userns userxattr Using usr util uuid v1 v2 v7l valid validator var variants
verification verify verity vers VERSION Version version vfat vfs vg view virtiofs vm volume volume1 volume2 volumes WARNING was wbps week weeks weight
where which while WHITEOUT why will wiops with without work workdir WRITE write writes wrong wsize wsl2 www x86 x86_64 xattr XFS xfs year years yet
younger ZEROES zfs ZONE zpool zram
`;

export const publicWords: ReadonlySet<string> = wordsOf(listed);

/** Names of devices, versions, sizes and spans of time: in these the digits carry nothing that a name would. */
export const publicForms =
  /^(?:v\d+|loop\d+|md\d+|dm|sd[a-z]{1,2}\d*|vd[a-z]\d*|xvd[a-z]\d*|hd[a-z]\d*|nvme\d+n\d+(?:p\d+)?|mmcblk\d+(?:p\d+)?|zd\d+|ata\d+|deb\d+u\d+|dfsg\d*|ds\d|rc\d+|ubuntu\d+|el\d+|fc\d+|\d+[kKmMgGtTpP]?i?[bB]?|\d+(?:ms|s|h|d|w))$/;

/** What Docker's own networks, builders and registry are called: these words stay in names too, because checks know them. */
export const publicNames: ReadonlySet<string> = wordsOf(
  'docker io moby buildkit buildx builder state library latest dangling sha256 none host bridge default ingress gwbridge init true false',
);

/** And in the names of labels, those that Docker, Compose, containerd and Bilge set. */
export const publicLabels: ReadonlySet<string> = wordsOf(
  `com docker compose project working dir config files service oneoff container number version depends on image volume network anonymous
  containerd io gc ref root content snapshot overlayfs native btrfs flat expire bref cond temporary lease buildkit moby prune images
  bilge quarantine run at original createdat bytes distribution source cri opencontainers org sha256 blob digest
  stargz nydus overlaybd soci zfs devmapper erofs fuse true false`,
);

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
