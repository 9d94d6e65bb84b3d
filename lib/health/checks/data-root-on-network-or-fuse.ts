import { lostWhenRemade } from '../cautions.ts';
import { dataRootType, isNetworkOrFuse } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'data-root-on-network-or-fuse',
  title: 'Data root on a network or FUSE filesystem',
  why: 'Docker’s data root is designed for one daemon on a local filesystem. On NFS, EFS, CIFS, Ceph or FUSE the overlay driver lacks what it needs (extended attributes, d_type, locks), file operations are slow, and a network problem stops every container. If two daemons share it, they overwrite each other’s state. Bilge blocks every destructive action there. To use the same images on several hosts, run a registry or a pull-through cache near them; to start before an image is pulled completely, use lazy pulling (eStargz, SOCI).',
  needs: [],
  run(_, { facts }) {
    const root = dataRootType(facts);
    if (root === null) {
      return { unknown: 'The filesystem of the data root is unknown.', missing: ['mounts', 'filesystems', 'engine'] };
    }
    const isUnknownType = root.type === '<unknown>' || root.type === '';
    const isEfs = /\.efs\.[a-z0-9-]+\.amazonaws\.com|^fs-[0-9a-f]+/i.test(root.source ?? '');
    if (!isNetworkOrFuse(root.type) && !isEfs && !isUnknownType) return [];
    const label = isEfs ? 'Amazon EFS (NFS)' : root.type;
    return [
      {
        severity: isUnknownType ? 'warning' : 'critical',
        subject: dataRootSubject(facts),
        title: isUnknownType
          ? 'Docker does not recognise the filesystem of its data root'
          : `Docker’s data root is on ${label}`,
        detail: paragraphs(
          isUnknownType
            ? 'Storage drivers are not tested on it: images can break. CephFS, 9p and virtiofs look like this.'
            : 'Images and containers can break here, and every container hangs when the network does. If two daemons share the directory, the cleanup of one deletes what the other needs.',
          isUnknownType
            ? steps(
                'Check which filesystem it is: `df -T` with the path of the data root.',
                'If it is a network or shared filesystem, plan a data root on a local ext4, xfs or btrfs filesystem.',
              )
            : steps(
                'If another daemon uses this directory too, stop that one first. Prune nothing before.',
                'Save what exists only here: `docker save` for images you built, `docker cp` for files inside containers, and copies of the volumes.',
                'Set `"data-root"` in daemon.json to a local ext4, xfs or btrfs filesystem. Docker starts empty there: load the images, restore the volumes and recreate the containers.',
              ),
          isUnknownType ? null : lostWhenRemade,
          isUnknownType ? null : 'Network storage is fine for volumes: `docker volume create -o type=nfs …`.',
        ),
        evidence: evidence(
          root.how,
          ['Type', 'Source', 'Mount point'],
          [[root.type || '<unknown>', root.source ?? 'unknown', root.mountPoint ?? 'unknown']],
        ),
        remedies: isUnknownType ? [] : [{ actionId: 'move-data-root', params: {} }],
      },
    ];
  },
});
