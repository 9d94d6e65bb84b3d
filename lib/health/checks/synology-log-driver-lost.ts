import { isOlder } from '../../domain/version-order.ts';
import { lostWhenRemade } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'synology-log-driver-lost',
  title: 'Synology’s own log driver',
  why: 'Synology’s engine has a log driver called `db` that no other engine has. Containers created with it do not start after the engine is replaced by an upstream one. The log driver of an existing container cannot be changed, and DSM overwrites dockerd.json at each start.',
  needs: [],
  run(_, { facts }) {
    const { engine } = facts.sections;
    const errors = matchingLines(facts, /(?:no log driver named ['"]?db|logger: no log driver.*\bdb\b)/i);
    if (engine.state === 'unknown' && errors.length === 0) {
      return { unknown: `The engine could not be read: ${engine.detail}`, missing: ['engine'] };
    }
    const usesDb = engine.state === 'known' && engine.value.loggingDriver === 'db';
    if (!usesDb && errors.length === 0) return [];
    // Synology ships engines up to 24.0; newer ones were installed by hand.
    const isReplaced =
      errors.length > 0 || (engine.state === 'known' && isOlder(engine.value.version, '25.0') === false);
    return [
      {
        severity: isReplaced ? 'warning' : 'info',
        subject: engineSubject,
        title: isReplaced
          ? 'Containers use a log driver that this engine does not have'
          : 'Containers use Synology’s own log driver',
        detail: paragraphs(
          isReplaced
            ? 'Containers with the log driver `db` do not start on this engine: only Synology’s engine has it.'
            : 'Nothing to do while Synology’s engine is installed. On any other engine these containers do not start.',
          steps(
            isReplaced ? null : 'Keep Synology’s engine. The next steps are only for those who want to replace it.',
            'Set `"log-driver": "local"`, and check after a restart that DSM has not overwritten it.',
            'Recreate the containers.',
          ),
          lostWhenRemade,
        ),
        evidence:
          errors.length > 0
            ? logEvidence(errors)
            : evidence(
                'docker info',
                ['Logging Driver', 'Engine'],
                [['db', engine.state === 'known' ? engine.value.version || 'not printed' : 'unknown']],
              ),
        remedies: [],
      },
    ];
  },
});
