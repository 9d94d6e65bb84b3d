import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { driverStatus } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'devicemapper-without-udev-sync',
  title: 'Device mapper without udev synchronisation',
  why: 'Without udev synchronisation Docker and the kernel race for device nodes. Devices go missing or are busy at the wrong moment; lost data and unusable containers are known consequences. It comes from a statically linked docker binary.',
  needs: ['engine'],
  drivers: ['devicemapper'],
  run({ engine }, { facts }) {
    const value = driverStatus(engine, 'Udev Sync Supported');
    if (value === null) return { unknown: 'This engine does not print “Udev Sync Supported” (it came with 1.5).' };
    if (value !== 'false') return [];
    return [
      {
        severity: 'critical',
        subject: dataRootSubject(facts),
        title: 'Device mapper runs without udev synchronisation',
        detail: paragraphs(
          'Known to lose devices and data: Docker refuses this combination since 1.11 unless it is overridden.',
          'What to do: use a dynamically linked Docker package of your distribution, and migrate to overlay2. Back up images and container data first.',
        ),
        evidence: statusEvidence(engine, /udev|library|pool name/i),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
