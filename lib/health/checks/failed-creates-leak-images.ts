import { filesystemOfDataRoot } from '../../domain/data-root-filesystem.ts';
import { counted } from '../../domain/format.ts';
import { fullPercent } from '../../domain/space.ts';
import { isOlder, isWithin } from '../../domain/version-order.ts';
import { unlessContainerdStore } from '../containerd-store.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { orphans } from '../leaks.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

/** Run on 26.1.5 (not), 28.5.2 and 29.7.2; from the source 28.0 to 29.7.2 (docs/reference/containerd-on-disk.md#what-leaks-and-how). */
const from = '28.0';
const to = '29.7.3';

export default defineCheck({
  id: 'failed-creates-leak-images',
  title: 'An engine whose failed container starts leak images',
  why: 'With the containerd image store, Docker 28.0 to 29.7.2 leaves a lease behind for each container that it could not create, for example on a full disk. The lease keeps the whole image, also after the image is removed, and no prune frees it. Docker 27.5 and older delete it.',
  needs: ['engine'],
  absent: unlessContainerdStore,
  run({ engine }, { facts, storage }) {
    if (isOlder(engine.version, from) === null)
      return { unknown: 'The engine’s version is unknown.', missing: ['engine'] };
    if (!isWithin(engine.version, from, to)) return [];
    const { filesystems } = facts.sections;
    const holders = filesystems.state === 'known' ? filesystems.value : [];
    const home = holders.find(({ roles }) => roles.includes('containerd-root')) ?? filesystemOfDataRoot(holders);
    const filled = home === undefined ? null : fullPercent(home);
    const leaks = storage.leaks.state === 'known' ? storage.leaks.value : [];
    const dead = orphans(leaks.filter(({ kind }) => kind === 'containerd-lease'));
    const isNear = filled !== null && filled >= 90;
    const version = engine.version.replace(/[.\s]+$/, '').slice(0, 16);
    return [
      {
        severity: isNear || dead.length > 0 ? 'warning' : 'info',
        subject: engineSubject,
        title: isNear
          ? `Disk nearly full: failed starts leak images with Docker ${version}`
          : `Docker ${version} leaks an image at each failed container start`,
        detail: paragraphs(
          'Each container that Docker cannot create, for example on a full disk, leaves a lease that keeps its image. Removing the image frees nothing then, and Docker’s own figures do not show it.',
          dead.length > 0
            ? `${counted(dead.length, 'such lease')} or another one without an owner is on this host now.`
            : null,
          steps(
            isNear ? 'Free space before you start or recreate containers.' : 'Keep space free on this disk.',
            'Stop what restarts a container again and again while the disk is full: each try leaks once.',
            'Scan this host after a full disk. Bilge lists the leases that leaked.',
          ),
          'No release of Docker that was tried here stops this leak. 29.7.2 is the newest of them.',
        ),
        evidence: evidence(
          'docker version',
          ['Engine', 'Image store', 'Disk used', 'Dead leases'],
          [[engine.version, 'containerd', filled === null ? 'unknown' : `${filled.toFixed(1)}%`, String(dead.length)]],
        ),
        remedies: [],
      },
    ];
  },
});
