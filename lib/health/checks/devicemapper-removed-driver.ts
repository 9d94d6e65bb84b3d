import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'devicemapper-removed-driver',
  title: 'Storage driver devicemapper (removed in engine 25)',
  why: 'Deprecated since 18.09, never chosen by itself since 23.0, gone in 25.0: an engine from 25 on does not start with it. Images and containers do not move over by themselves.',
  needs: ['engine'],
  drivers: ['devicemapper'],
  run({ engine }, { facts }) {
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(facts),
        title: 'The devicemapper driver is gone from Docker 25.0 on',
        detail: paragraphs(
          'An upgrade to 25.0 or newer would not start with this driver configured, and would show no image and no container if the setting were removed.',
          'What to do: migrate to overlay2 before upgrading. Volumes stay; images are pulled again or exported; containers are made again from compose files or their inspected settings.',
        ),
        evidence: statusEvidence(engine, /pool name|backing|library/i),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
