import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { writableSample } from '../samples.ts';
import { paragraphs } from '../text.ts';

const largeBytes = 2 ** 30;
const growthBytesPerDay = 100 * 2 ** 20;
const daySeconds = 86_400;

export default defineCheck({
  id: 'large-writable-layer',
  title: 'A container that keeps data in its writable layer',
  why: 'What a container writes outside its volumes goes into its writable layer. It is gone when the container is made anew (an update does that), it is slow, and it fills Docker’s disk.',
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
      return known ? [] : { unknown: 'The sizes of writable layers were not measured.', missing: ['containers'] };
    }
    return sizes.flatMap(({ name, bytes }) => {
      const growth = growthPerDay(name, bytes);
      const isGrowing = growth !== null && growth > growthBytesPerDay;
      if (bytes <= largeBytes && !isGrowing) return [];
      return [
        {
          severity: 'warning' as const,
          subject: { kind: 'container' as const, id: name, label: name },
          title: `${name} keeps ${formatBytes(bytes)} in its writable layer${isGrowing ? `, growing by ${formatBytes(growth)} a day` : ''}`,
          detail: paragraphs(
            'This data is lost when the container is removed or updated.',
            `What to do: see what it is with \`docker diff ${name}\`. Data you need belongs in a volume or bind mount: stop the container, copy it out (\`docker cp\`; a database that runs is copied broken), then make the container with the mount, and keep the old one until that works. Caches and temporary files can go to a tmpfs.`,
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
