import { formatBytes } from '../../domain/bytes.ts';
import { counted } from '../../domain/format.ts';
import { defineCheck, describeUnknown } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf, sizeWords, sumBytes } from '../evidence.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

const limitBytes = 2 ** 30;

type Sum = { bytes: number; complete: boolean };

export default defineCheck({
  id: 'unused-anonymous-volumes',
  title: 'Unused anonymous volumes',
  why: 'A container of an image that declares a VOLUME gets a new anonymous volume; `docker rm` without -v leaves it. CI runners with docker:dind leave one with a whole Docker data root per run. `docker rm -v`, `--rm`, or a tmpfs for CI runners avoid that. An unused volume can still be needed: a database whose container was removed leaves its data in such a volume.',
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
        return { unknown: 'The volumes were not listed individually (docker system df -v).', missing: ['volumes'] };
      }
      if (bytes <= limitBytes) return [];
      return [
        draft(
          rows.map((volume) => [volume.name, formatBytes(volume.sizeBytes), '0']),
          { total: { bytes, complete: true }, removable: { bytes, complete: true } },
          rows.length,
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
      const many = counted(seenUnused.length - unused.length, 'anonymous volume');
      return { unknown: `Could not determine whether containers use ${many}.`, missing: ['containersOnDisk'] };
    }
    const withDocker = unused.filter(
      (volume) => volume.nestedDocker.state === 'known' && volume.nestedDocker.value !== null,
    );
    const sum = sumBytes(unused.map((volume) => volume.bytes));
    if (unused.length === 0) return [];
    if (sum.bytes <= limitBytes && withDocker.length === 0) {
      return sum.complete
        ? []
        : { unknown: `The sizes of ${counted(unused.length, 'unused anonymous volume')} have not been measured yet.` };
    }
    const rows = unused.map((volume) => [
      volume.name,
      bytesCell(volume.bytes),
      volume.nestedDocker.state === 'known' && volume.nestedDocker.value ? 'nested Docker data' : '',
    ]);
    const plain = unused.filter((volume) => !withDocker.includes(volume));
    return [
      draft(
        rows,
        { total: sum, removable: sumBytes(plain.map((volume) => volume.bytes)) },
        unused.length,
        plain.length,
      ),
    ];

    /** Nested Docker data is another action's: its volumes are named here, and their bytes are counted there. */
    function draft(
      table: string[][],
      { total, removable }: { total: Sum; removable: Sum },
      amount: number,
      plain: number,
    ) {
      return {
        severity: 'warning' as const,
        subject: { ...dataRootSubject(facts), kind: 'volume' as const, id: 'anonymous' },
        title: `${counted(amount, 'unused anonymous volume')}: ${sizeWords(total)}`,
        detail: paragraphs(
          'They take space, and no container uses them. But unused is not the same as not needed: they can hold the data of a removed database container.',
          steps(
            'Check that `docker ps -a` shows all your containers. After a switch of the storage driver, or while a disk is not mounted, volumes of hidden containers look unused too.',
            'Check what is in each volume.',
            'Remove the ones you do not need, by name. Deleted volumes cannot be restored.',
          ),
        ),
        evidence: evidence('docker volume ls', ['Volume', 'Size', 'Remark'], table),
        ...(plain > 0 ? reclaimableOf(removable) : {}),
        remedies: plain > 0 ? [{ actionId: 'prune-volumes', params: {} }] : [],
      };
    }
  },
});
