import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { driverStatus } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'devicemapper-without-udev-sync',
  title: 'Device mapper without udev synchronisation',
  why: 'Without udev synchronisation Docker and the kernel race for device nodes. Devices disappear or are busy at the wrong moment; lost data and unusable containers are known consequences. The cause is a statically linked docker binary. Docker rejects this combination since 1.11 unless it is overridden.',
  needs: ['engine'],
  drivers: ['devicemapper'],
  run({ engine }, { facts }) {
    const value = driverStatus(engine, 'Udev Sync Supported');
    if (value === null) return { unknown: 'This engine does not print “Udev Sync Supported” (new in 1.5).' };
    if (value !== 'false') return [];
    return [
      {
        severity: 'critical',
        subject: dataRootSubject(facts),
        title: 'Device mapper runs without udev sync: data can be lost',
        detail: paragraphs(
          'Devices and data of containers can disappear in this state.',
          steps(
            'Back up your volumes, and save what exists only here: `docker save` for images you built, `docker cp` for files inside containers.',
            'Install the Docker package of your distribution instead of the static binary.',
            'Plan the move to overlay2: Docker 25.0 removed this driver.',
          ),
        ),
        evidence: statusEvidence(engine, /udev|library|pool name/i),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
