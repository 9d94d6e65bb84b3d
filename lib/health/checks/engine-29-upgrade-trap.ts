import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { graphDriver } from '../storage-driver.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';
import { isOlder, isWithin } from '../version.ts';

/** Directories of these do not count as “a prior driver”: engine 29 starts with an empty containerd store beside them. */
const trapped = ['vfs', 'aufs', 'devicemapper', 'overlay'];

export default defineCheck({
  id: 'engine-29-upgrade-trap',
  title: 'An upgrade to engine 29 would start empty',
  why: 'Docker 29 keeps using a graph driver only where it finds a filled overlay2, fuse-overlayfs, btrfs or zfs directory. A data root of vfs, aufs, devicemapper or overlay is passed over silently: the engine starts with an empty containerd store, and all images and containers seem to be gone (they are hidden, not deleted).',
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
          title: 'Docker 29 started empty beside your old images and containers',
          detail: paragraphs(
            'The old data is still there; Docker 29 just does not use it. Do not prune volumes now: volumes of the hidden containers look unused.',
            'What to do: install the engine you had before (28.x for vfs; 24.x for devicemapper; 23.x for aufs or overlay), migrate to overlay2 with it, then upgrade again. What was made with 29 meanwhile is hidden in turn by the older engine: save it first.',
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
    if (driver === null) return { unknown: 'The storage driver is not known.' };
    if (!trapped.includes(driver)) return { notApplicable: `Engine 29 goes on with a data root of ${driver}.` };
    if (!isWithin(engine.version, '20.10', '29.0')) {
      return isOlder(engine.version, '20.10') === true
        ? { notApplicable: 'This engine is many upgrades away from 29; other findings say what comes first.' }
        : { unknown: 'The engine’s version is not known.' };
    }
    return [
      {
        severity: 'critical',
        subject: engineSubject,
        title: `Do not upgrade to Docker 29 with the ${driver} driver: it would start empty`,
        detail: paragraphs(
          `Engine 29 does not recognise a ${driver} data root and starts with an empty containerd store, without a warning. Containers and images would be hidden, compose would make everything anew, and volumes would look unused.`,
          'What to do: hold the package back (`apt-mark hold docker-ce docker.io`, or your NAS’s update setting), migrate to overlay2 first, then upgrade.',
        ),
        evidence: evidence('docker info', ['Engine', 'Storage driver'], [[engine.version, driver]]),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
