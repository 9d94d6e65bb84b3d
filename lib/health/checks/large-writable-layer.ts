import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { writableSample } from '../samples.ts';
import { paragraphs, steps } from '../text.ts';

const largeBytes = 2 ** 30;
const growthBytesPerDay = 100 * 2 ** 20;
const daySeconds = 86_400;

export default defineCheck({
  id: 'large-writable-layer',
  title: 'A container with data in its writable layer',
  why: 'What a container writes outside its volumes goes into its writable layer. It is lost when the container is recreated (an update does that), it is slow, and it fills Docker’s disk.',
  needs: [],
  run(_, { storage, facts, past, now }) {
    const { dockerDiskUsage } = facts.sections;
    const sizes: { name: string; bytes: number }[] = [];
    if (storage.layers.state === 'known') {
      for (const layer of storage.layers.value) {
        if (layer.kind === 'container' && layer.bytes.state === 'known') {
          sizes.push({ name: layer.containers[0] ?? layer.name, bytes: layer.bytes.value });
        }
      }
    } else if (dockerDiskUsage.state === 'known') {
      sizes.push(
        ...dockerDiskUsage.value.containers.map((container) => ({ name: container.name, bytes: container.sizeBytes })),
      );
    }
    if (sizes.length === 0) {
      const known =
        storage.layers.state === 'known' && !storage.layers.value.some((layer) => layer.kind === 'container');
      return known ? [] : { unknown: 'The sizes of writable layers have not been measured.', missing: ['containers'] };
    }
    return sizes.flatMap(({ name, bytes }) => {
      const growth = growthPerDay(name, bytes);
      const isGrowing = growth !== null && growth > growthBytesPerDay;
      if (bytes <= largeBytes && !isGrowing) return [];
      return [
        {
          severity: 'warning' as const,
          subject: { kind: 'container' as const, id: name, label: name },
          title: isGrowing
            ? `${name.slice(0, 24)}: ${formatBytes(bytes)} in its writable layer, ${formatBytes(growth)} more per day`
            : `${name.slice(0, 36)} has ${formatBytes(bytes)} in its writable layer`,
          detail: paragraphs(
            'This data is lost when the container is removed or updated.',
            steps(
              `See what it is: \`docker diff ${name}\`.`,
              'Stop the container and copy out what you need (`docker cp`).',
              'Create a new container with a volume or bind mount for that data (tmpfs for caches). Keep the old container until the new one works.',
            ),
          ),
          evidence: evidence('docker ps -s', ['Container', 'Writable layer'], [[name, formatBytes(bytes)]]),
          remedies: [],
        },
      ];
    });

    function growthPerDay(name: string, bytes: number): number | null {
      const first = past.samples.find((sample) => sample.name === writableSample(name));
      if (first === undefined) return null;
      const days = (Date.parse(now) - Date.parse(first.at)) / 1000 / daySeconds;
      return days >= 0.5 ? (bytes - first.value) / days : null;
    }
  },
});
