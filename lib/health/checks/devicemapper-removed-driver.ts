import { switchToOverlay2 } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'devicemapper-removed-driver',
  title: 'Storage driver devicemapper (removed in Docker 25.0)',
  why: 'Docker deprecated devicemapper in 18.09, no longer chose it by itself from 23.0 on, and removed it in 25.0: newer engines do not start with it. Images and containers are not converted.',
  needs: ['engine'],
  drivers: ['devicemapper'],
  run({ engine }, { facts }) {
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(facts),
        title: 'Docker 25.0 removed the storage driver devicemapper',
        detail: paragraphs(
          'After an upgrade to 25.0 or newer, Docker does not start with this driver. Without the setting it starts empty: images and containers are hidden, not deleted.',
          switchToOverlay2('Do not upgrade the engine before the switch is done. '),
        ),
        evidence: statusEvidence(engine, /pool name|backing|library/i),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
