import type { FindingDraft, Severity } from '../domain/finding.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { statusEvidence } from './devicemapper.ts';
import { advice } from './pasted.ts';
import { dataRootSubject } from './subjects.ts';
import { paragraphs, steps } from './text.ts';

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
        steps(
          'Do not upgrade the engine yet. Save what exists only here: `docker save` for images you built, `docker cp` for data inside containers. Volumes stay.',
          advice(options.facts, {
            live: 'Switch to overlay2 (“switch storage driver”).',
            pasted:
              'With Docker stopped, set `"storage-driver": "overlay2"` in daemon.json and start it: it begins without images and containers, the old ones stay on disk.',
          }),
          'Pull or load the images and make the containers anew (`docker cp` out first what they wrote outside their volumes). Do not prune volumes before that is done. Then upgrade the engine.',
        ),
      ),
      evidence: statusEvidence(engine.value),
      remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
    },
  ];
}
