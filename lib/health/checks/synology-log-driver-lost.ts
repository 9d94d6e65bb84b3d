import { lostWhenRemade } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';
import { isOlder } from '../version.ts';

export default defineCheck({
  id: 'synology-log-driver-lost',
  title: 'Synology’s own log driver',
  why: 'Synology’s engine has a log driver called `db` that no other engine has. Containers made with it do not start once the engine is replaced by an upstream one.',
  needs: [],
  run(_, { facts }) {
    const { engine } = facts.sections;
    const errors = matchingLines(facts, /(?:no log driver named ['"]?db|logger: no log driver.*\bdb\b)/i);
    if (engine.state === 'unknown' && errors.length === 0) {
      return { unknown: `The engine was not asked: ${engine.detail}`, missing: ['engine'] };
    }
    const usesDb = engine.state === 'known' && engine.value.loggingDriver === 'db';
    if (!usesDb && errors.length === 0) return [];
    // Synology ships engines up to 24.0; anything newer was put there by hand.
    const isReplaced =
      errors.length > 0 || (engine.state === 'known' && isOlder(engine.value.version, '25.0') === false);
    return [
      {
        severity: isReplaced ? 'warning' : 'info',
        subject: engineSubject,
        title: isReplaced
          ? 'Containers use a log driver this engine does not have'
          : 'Containers use Synology’s own log driver',
        detail: paragraphs(
          isReplaced
            ? 'Containers made with the log driver `db` fail to start on an engine that was not made by Synology.'
            : 'Nothing is wrong as long as Synology’s engine runs.',
          'What to do: before the engine is replaced, set `"log-driver": "local"` (DSM writes dockerd.json again at each start, so check it afterwards) and make the containers anew; the log driver of an existing container cannot be changed.',
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
