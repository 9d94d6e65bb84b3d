import type { FindingDraft, Severity } from '../domain/finding.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { switchToOverlay2 } from './cautions.ts';
import { statusEvidence } from './devicemapper.ts';
import { dataRootSubject } from './subjects.ts';
import { paragraphs } from './text.ts';

/** One finding for the drivers that a newer engine no longer has. */
export function removedDriverFinding(options: {
  facts: HostFacts;
  driver: string;
  removedIn: string;
  severity: Severity;
  because: string;
  /** other steps, where overlay2 is not possible */
  whatToDo?: string;
}): FindingDraft[] {
  const { engine } = options.facts.sections;
  if (engine.state === 'unknown') return [];
  return [
    {
      severity: options.severity,
      subject: dataRootSubject(options.facts),
      title: `Docker ${options.removedIn} removed the storage driver ${options.driver}`,
      detail: paragraphs(
        `After an upgrade to ${options.removedIn} or newer, Docker does not start with this driver. Without the setting it starts empty: images and containers are hidden, not deleted.`,
        options.because,
        options.whatToDo ?? switchToOverlay2('Do not upgrade the engine before the switch is done. '),
      ),
      evidence: statusEvidence(engine.value),
      remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
    },
  ];
}
