import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck, describeUnknown } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf, sizeWords, sumBytes } from '../evidence.ts';
import { dataRootSubject } from '../subjects.ts';
import { count, paragraphs } from '../text.ts';

const limitBytes = 2 ** 30;

export default defineCheck({
  id: 'unused-anonymous-volumes',
  title: 'Anonymous volumes nobody uses',
  why: 'An image that declares a VOLUME gets a new anonymous volume with each container; `docker rm` without -v leaves it. CI runners with docker:dind leave one with a whole Docker inside per run.',
  needs: [],
  run(_, { storage, facts }) {
    const { volumes } = storage;
    const { dockerDiskUsage } = facts.sections;
    if (volumes.state === 'unknown' && dockerDiskUsage.state === 'known') {
      const rows = dockerDiskUsage.value.volumes.filter(
        (volume) => volume.links === 0 && /^[0-9a-f]{64}$/.test(volume.name),
      );
      const bytes = rows.reduce((sum, volume) => sum + volume.sizeBytes, 0);
      if (dockerDiskUsage.value.volumes.length === 0) {
        return { unknown: 'The volumes were not listed one by one (docker system df -v).', missing: ['volumes'] };
      }
      if (bytes <= limitBytes) return [];
      return [
        draft(
          rows.map((volume) => [volume.name, formatBytes(volume.sizeBytes), '0']),
          { bytes, complete: true },
          rows.length,
        ),
      ];
    }
    if (volumes.state === 'unknown') return { unknown: describeUnknown(volumes), missing: ['volumes'] };
    const seenUnused = volumes.value.filter(
      (volume) => volume.anonymous && volume.usedBy.length === 0 && volume.knownAs === null,
    );
    const unused = seenUnused.filter(({ usersKnown }) => usersKnown);
    if (unused.length < seenUnused.length) {
      const many = count(seenUnused.length - unused.length, 'anonymous volume');
      return { unknown: `Who uses ${many} is not fully known.`, missing: ['containersOnDisk'] };
    }
    const withDocker = unused.filter(
      (volume) => volume.nestedDocker.state === 'known' && volume.nestedDocker.value !== null,
    );
    const sum = sumBytes(unused.map((volume) => volume.bytes));
    if (unused.length === 0) return [];
    if (sum.bytes <= limitBytes && withDocker.length === 0) {
      return sum.complete
        ? []
        : { unknown: `The sizes of ${count(unused.length, 'unused anonymous volume')} were not measured yet.` };
    }
    const rows = unused.map((volume) => [
      volume.name,
      bytesCell(volume.bytes),
      volume.nestedDocker.state === 'known' && volume.nestedDocker.value ? 'holds a Docker' : '',
    ]);
    return [draft(rows, sum, unused.length)];

    function draft(table: string[][], total: { bytes: number; complete: boolean }, amount: number) {
      return {
        severity: 'warning' as const,
        subject: { ...dataRootSubject(facts), kind: 'volume' as const, id: 'anonymous' },
        title: `${count(amount, 'unused anonymous volume')}: ${sizeWords(total)}`,
        detail: paragraphs(
          'No container uses them. They were made by containers that are gone.',
          'Look before deleting: unused right now is not the same as not needed; a database whose container was removed leaves its data in such a volume. After a switch of the storage driver, or while part of Docker’s data is not mounted, volumes of hidden containers look unused too.',
          'What to do: “prune volumes” shows each with its size and origin and deletes only what you choose, by name. Keep them from coming back with `docker rm -v`, `--rm`, or a tmpfs for CI runners.',
        ),
        evidence: evidence('docker volume ls', ['Volume', 'Size', 'Remark'], table),
        ...reclaimableOf(total),
        remedies: [{ actionId: 'prune-volumes', params: {} }],
      };
    }
  },
});
