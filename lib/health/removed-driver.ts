import type { FindingDraft, Severity } from '../domain/finding.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { statusEvidence } from './devicemapper.ts';
import { dataRootSubject } from './subjects.ts';
import { paragraphs } from './text.ts';

/** The finding shared by the drivers that a newer engine no longer has. */
export function removedDriverFinding(options: {
  facts: HostFacts;
  driver: string;
  removedIn: string;
  severity: Severity;
  because: string;
}): FindingDraft[] {
  const { engine } = options.facts.sections;
  if (engine.state === 'unknown') return [];
  return [
    {
      severity: options.severity,
      subject: dataRootSubject(options.facts),
      title: `The storage driver ${options.driver} is gone from Docker ${options.removedIn} on`,
      detail: paragraphs(
        options.because,
        `An engine from ${options.removedIn} on does not start with it, and without the setting it starts empty: images and containers are then hidden, not deleted.`,
        'What to do: migrate to overlay2 before upgrading. Volumes stay; images are pulled again or exported; containers are made again, so copy out first what they wrote outside their volumes. Do not prune volumes before that is done.',
      ),
      evidence: statusEvidence(engine.value),
      remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
    },
  ];
}
