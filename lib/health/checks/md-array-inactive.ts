import { counted } from '../../domain/format.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { kernelLines, logEvidence } from '../log-lines.ts';
import { nameList, paragraphs, steps } from '../text.ts';

/** mdadm's and md's own words when an array does not start. */
const notStarted =
  /mdadm: (\/dev\/\S{1,80}) assembled from \d{1,4} (?:drives?|devices?)\b.{0,80}not enough to start|\bmd\/raid\d{0,2}:(md[\w-]{1,30}): (?:not enough operational (?:devices|mirrors)|cannot start dirty degraded array|failed to run raid set)|\b(?:md: )?(md[\w-]{1,30}): (?:failed to run raid set|cannot start)/i;

export default defineCheck({
  id: 'md-array-inactive',
  title: 'RAID array did not start',
  why: 'An inactive md array gives access to none of its data: its filesystem cannot be mounted. If Docker’s data root is on it, Docker starts with an empty directory instead. The data is usually complete. Creating the array again, or forcing it from disks that do not match, destroys it.',
  needs: [],
  run(_, { facts }) {
    const { mdArrays } = facts.sections;
    const arrays = mdArrays.state === 'known' ? mdArrays.value : [];
    const inactive = arrays.filter((array) => !array.isActive && array.isContainer !== true);
    const lines = kernelLines(facts).map(({ text }) => text);
    const failed = mdArrays.state === 'known' ? [] : lines.filter((text) => notStarted.test(text));
    if (mdArrays.state === 'unknown' && failed.length === 0) {
      return { unknown: `/proc/mdstat could not be read: ${mdArrays.detail}`, missing: ['mdArrays'] };
    }
    if (arrays.length === 0 && failed.length === 0) return { notApplicable: 'There is no md array.' };
    const advice = (name: string) =>
      steps(
        'Write nothing to its disks: no new array, no new partition table, no `fsck`.',
        `Find the disk that is missing or out of date: \`mdadm --examine /dev/sd?*\` (compare “Events” and “Update Time”) and \`dmesg | grep -i ${name}\`. Reseat a disk that is not listed.`,
        `When all disks are present and match: \`mdadm --stop /dev/${name}\`, then \`mdadm --assemble --scan\`. Use \`--force\` only with a backup or copies of the disks.`,
      );
    if (inactive.length === 0 && failed.length > 0) {
      const names = failed.map(
        (text) =>
          notStarted
            .exec(text)
            ?.slice(1)
            .find((name) => name !== undefined) ?? 'md',
      );
      const name = (names[0] ?? 'md').replace(/^\/dev\//, '');
      return [
        {
          severity: 'critical',
          subject: { kind: 'device', id: name, label: `/dev/${name}` },
          title: `/dev/${name} did not start: disks are missing`,
          detail: paragraphs('Nothing on this array can be read until it starts.', advice(name)),
          evidence: logEvidence(failed),
          remedies: [],
        },
      ];
    }
    const hasOthers = arrays.some((array) => array.isActive);
    return inactive.map((array) => {
      const members = array.members ?? [];
      // One disk of a former array, beside arrays that work: probably left over.
      const isLeftover = members.length === 1 && hasOthers;
      return {
        severity: isLeftover ? ('warning' as const) : ('critical' as const),
        subject: { kind: 'device' as const, id: array.name, label: `/dev/${array.name}` },
        title: `/dev/${array.name} did not start${members.length > 0 ? `: ${counted(members.length, 'disk')} found` : ''}`,
        detail: paragraphs(
          'Nothing on this array can be read until it starts.',
          isLeftover
            ? 'Only one of its disks is present: it may be left over from an array that is no longer used.'
            : null,
          advice(array.name),
        ),
        evidence: evidence(
          'cat /proc/mdstat',
          ['Array', 'State', 'Level', 'Disks'],
          [[array.name, 'inactive', array.level || 'unknown', members.length > 0 ? nameList(members, 8) : 'unknown']],
        ),
        remedies: [],
      };
    });
  },
});
