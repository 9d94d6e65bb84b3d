import { counted } from '../../domain/format.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { advice } from '../pasted.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

const oldDays = 30;
const daySeconds = 86_400;
const unitDays: Record<string, number> = { day: 1, week: 7, month: 30, year: 365 };

export default defineCheck({
  id: 'old-stopped-containers',
  title: 'Containers stopped long ago',
  why: 'A stopped container keeps its writable layer, the layers of its image and its volumes. It may hold the only copy of what was written inside it, and it may be started by a timer once a month.',
  needs: ['containers'],
  run({ containers }, { facts, now }) {
    const nowSeconds = Date.parse(now) / 1000;
    const old = containers.flatMap((container) => {
      if (!/^(?:exited|dead|created)$/i.test(container.state)) return [];
      const days = stoppedDays(facts, container, nowSeconds);
      return days !== null && days > oldDays && !('protected' in container.labels) ? [{ container, days }] : [];
    });
    if (old.length === 0) return [];
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title: `${counted(old.length, 'container')} stopped for more than ${oldDays} days`,
        detail: paragraphs(
          'A stopped container keeps its writable layer, image and volumes on disk.',
          steps(
            'Check each one: it may hold the only copy of what was written inside it (`docker diff NAME`), or be started by a timer once a month.',
            advice(facts, {
              live: 'Remove those you do not need; the plan lists them, and you choose.',
              pasted: 'Remove those you do not need: `docker rm NAME`.',
            }),
          ),
        ),
        evidence: evidence(
          'docker ps -a',
          ['Container', 'Image', 'State', 'Stopped for'],
          old.map(({ container, days }) => [
            container.names[0]?.replace(/^\//, '') ?? container.id.slice(0, 12),
            container.image,
            container.status || container.state,
            counted(Math.floor(days), 'day'),
          ]),
        ),
        remedies: [{ actionId: 'prune-containers', params: {} }],
      },
    ];
  },
});

function stoppedDays(
  facts: HostFacts,
  container: { id: string; state: string; status: string; createdSeconds: number },
  nowSeconds: number,
): number | null {
  const { containersOnDisk } = facts.sections;
  const disk =
    containersOnDisk.state === 'known'
      ? containersOnDisk.value.find((candidate) => candidate.id === container.id)
      : undefined;
  const finished = Date.parse(disk?.config?.finishedAt ?? '') / 1000;
  // The zero time 0001-01-01 means: never ran.
  if (Number.isFinite(finished) && finished > 0) return (nowSeconds - finished) / daySeconds;
  const words = /\b(?:(\d+)|an?|about an?) (day|week|month|year)s? ago/i.exec(container.status);
  if (words?.[2]) return Number(words[1] ?? 1) * (unitDays[words[2].toLowerCase()] ?? 0);
  if (/^created$/i.test(container.state)) return (nowSeconds - container.createdSeconds) / daySeconds;
  return null;
}
