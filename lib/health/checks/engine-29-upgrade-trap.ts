import { isOlder, isWithin } from '../../domain/version-order.ts';
import { hiddenBySwitch, switchToOverlay2 } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { graphDriver } from '../storage-driver.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

/** Engine 29 does not recognise these as “a prior driver” and starts with an empty containerd store beside them. */
const trapped = ['vfs', 'aufs', 'devicemapper', 'overlay'];

export default defineCheck({
  id: 'engine-29-upgrade-trap',
  title: 'Docker 29 would start empty with this driver',
  why: 'Docker 29 keeps using a graph driver only where it finds a filled overlay2, fuse-overlayfs, btrfs or zfs directory. It silently ignores a data root of vfs, aufs, devicemapper or overlay and starts with an empty containerd store: all images and containers seem to be gone (they are hidden, not deleted).',
  needs: ['engine'],
  run({ engine }, { facts }) {
    const driver = graphDriver(facts);
    const removed = matchingLines(
      facts,
      /storage-driver .*is deprecated and (?:has been )?removed|driver.*(?:aufs|devicemapper|overlay).*(?:has been removed|no longer supported)/i,
    );
    const { dataRoot } = facts.sections;
    const isNew = isOlder(engine.version, '29.0') === false;
    const hidden =
      isNew && driver === 'containerd' && dataRoot.state === 'known'
        ? dataRoot.value.driverDirectories.filter((store) => trapped.includes(store.driver) && store.entries > 0)
        : [];
    if (hidden.length > 0 || (isNew && removed.length > 0)) {
      return [
        {
          severity: 'critical',
          subject: engineSubject,
          title: 'Docker 29 started empty: your images and containers are hidden',
          detail: paragraphs(
            'Nothing is lost: the old data is still on disk, but Docker 29 does not use its storage driver.',
            steps(
              'Do not prune volumes: volumes of the hidden containers look unused. Save what you created with Docker 29 meanwhile.',
              'Install the engine you had before: 28.x for vfs, 24.x for devicemapper, 23.x for aufs or overlay.',
              'Switch to overlay2 with it, then upgrade again.',
            ),
            hiddenBySwitch,
          ),
          evidence:
            hidden.length > 0
              ? evidence(
                  'ls',
                  ['Store', 'Entries'],
                  hidden.map((store) => [store.driver, String(store.entries)]),
                )
              : logEvidence(removed),
          remedies: [],
        },
      ];
    }
    if (driver === null) return { unknown: 'The storage driver is unknown.' };
    if (!trapped.includes(driver)) return { notApplicable: `Docker 29 continues to use a data root of ${driver}.` };
    if (!isWithin(engine.version, '20.10', '29.0')) {
      return isOlder(engine.version, '20.10') === true
        ? { notApplicable: 'This engine is far older than 29; other findings come first.' }
        : { unknown: 'The engine’s version is unknown.' };
    }
    return [
      {
        severity: 'critical',
        subject: engineSubject,
        title: `Do not upgrade to Docker 29: with ${driver} it starts empty`,
        detail: paragraphs(
          `After the upgrade all images and containers would be hidden and volumes would look unused. Docker 29 ignores a ${driver} data root without a warning.`,
          switchToOverlay2(
            'Hold the package back now: `apt-mark hold docker-ce docker.io`, or your NAS’s update setting. ',
          ),
        ),
        evidence: evidence('docker info', ['Engine', 'Storage driver'], [[engine.version, driver]]),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
