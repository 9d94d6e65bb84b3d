import { dataRootType, isNetworkOrFuse } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'data-root-on-network-or-fuse',
  title: 'Data root on a network or FUSE filesystem',
  why: 'Docker’s data root is made for one daemon on a local filesystem. On NFS, EFS, CIFS, Ceph or FUSE the overlay driver lacks what it needs (extended attributes, d_type, locks), file operations are slow, and a hiccup of the network stops every container. If two daemons share it, they overwrite each other’s state.',
  needs: [],
  run(_, { facts }) {
    const root = dataRootType(facts);
    if (root === null) {
      return { unknown: 'What the data root lies on is not known.', missing: ['mounts', 'filesystems', 'engine'] };
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
          ? 'Docker does not recognise the filesystem below its data root'
          : `Docker’s data root is on ${label}`,
        detail: paragraphs(
          isUnknownType
            ? 'It is none of the filesystems the engine knows; storage drivers are untested there (CephFS, 9p, virtiofs and others look like this).'
            : 'Don’t do this. The data root is not designed to be shared or remote: expect races, networks and containers that do not exist, images that break, and hangs when the network does. With two daemons on it, each one’s clean-up deletes what the other needs. Bilge refuses every destructive action here for that reason.',
          'What to do instead: give each host a data root on a local ext4, xfs or btrfs filesystem (a filesystem in a local file works too). To have the same images on several hosts, put a registry near them, or a pull-through cache; to start before an image is pulled completely, look at lazy pulling (eStargz with the stargz snapshotter, SOCI on AWS). Network storage is fine for volumes that hold your data: `docker volume create -o type=nfs …`.',
          isUnknownType
            ? null
            : 'Moving: “move data root” copies it to a local filesystem. If another daemon uses this directory too, stop that one first.',
        ),
        evidence: evidence(
          root.how,
          ['Type', 'Source', 'Mount point'],
          [[root.type || '<unknown>', root.source ?? 'not told', root.mountPoint ?? 'not told']],
        ),
        remedies: isUnknownType ? [] : [{ actionId: 'move-data-root', params: {} }],
      },
    ];
  },
});
