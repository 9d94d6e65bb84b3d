import { formatBytes } from '../../domain/bytes.ts';
import { counted } from '../../domain/format.ts';
import type { HiddenDataRow } from '../../domain/storage-report.ts';
import { defineCheck, describeUnknown } from '../define-check.ts';
import { bytesCell, evidence } from '../evidence.ts';
import { nameList, paragraphs, shortPath, steps } from '../text.ts';

/** An empty data root, as dockerd creates it at its start, takes some hundred kilobytes. */
const smallBytes = 16 * 2 ** 20;
const otherDataBytes = 100 * 2 ** 20;

export default defineCheck({
  id: 'data-hidden-under-mount',
  title: 'Data hidden below a mount point',
  why: 'When Docker starts before the disk of its data root is mounted, it writes into the empty folder on the system’s disk. Once the disk is mounted over that folder, the data is hidden: it fills the system’s disk, `du` does not find it, and Docker does not know it. The check data-root-mount-unguarded says how Docker waits for the mount.',
  needs: ['hiddenData'],
  run({ hiddenData }, { storage }) {
    const rows = storage.hiddenData;
    if (rows.state === 'unknown') return { unknown: describeUnknown(rows), missing: ['hiddenData'] };
    const findings = rows.value.filter(isWorthSaying).map(finding);
    const [first] = hiddenData.unseen;
    if (findings.length > 0 || first === undefined) return findings;
    return {
      unknown: `The folder below the mount ${first.mountPoint} could not be read: ${first.why}.`,
      missing: ['hiddenData'],
    };
  },
});

/** A data root always; other files only from a certain size. Some folders below a mount point are normal. */
function isWorthSaying({ dataRoot, bytes, leastBytes }: HiddenDataRow): boolean {
  if (dataRoot !== null) return true;
  return Math.max(bytes.state === 'known' ? bytes.value : 0, leastBytes) >= otherDataBytes;
}

function finding(row: HiddenDataRow) {
  const { mountPoint, above, bytes, dataRoot, entries, isTruncated } = row;
  const size = bytes.state === 'known' ? bytes.value : null;
  const isEmptyRoot =
    dataRoot !== null && dataRoot.drivers.length + dataRoot.volumes.length + dataRoot.containers.length === 0;
  const isSmall = size === null ? isEmptyRoot : size < smallBytes;
  const what = dataRoot === null ? 'Other data' : 'A second Docker data root';
  const names = nameList(entries, 8);
  return {
    severity: isSmall ? ('info' as const) : ('warning' as const),
    subject: { kind: 'file' as const, id: mountPoint, label: mountPoint },
    title:
      size === null
        ? `${what} hidden below ${shortPath(mountPoint, 28)}`
        : `${formatBytes(size)} hidden below the mount ${shortPath(mountPoint)}`,
    detail: paragraphs(
      `It takes space on ${above} and cannot be seen: another filesystem is mounted over the folder ${mountPoint}.`,
      dataRoot === null
        ? null
        : `It is a Docker data root with ${counted(dataRoot.volumes.length, 'volume')}${dataRoot.volumes.length > 0 ? ` (${nameList(dataRoot.volumes, 3)})` : ''} and ${counted(dataRoot.containers.length, 'container')}${dataRoot.containers.length > 0 ? ` (${nameList(dataRoot.containers, 3)})` : ''}. Docker ran before its disk was mounted; what was written then exists only there.`,
      steps(
        `Look at it without stopping anything, in a separate mount namespace${command(row)}. Copy what you need.`,
        `To remove it: stop Docker, unmount ${mountPoint}, move the folder’s content away (\`mv\`), mount again, start Docker.`,
        'Delete what you moved when nothing is missing after some days.',
      ),
      `Never delete in ${mountPoint} while the disk is mounted: that is the real data.`,
    ),
    evidence: evidence(
      `ls -A ${mountPoint} (below the mount)`,
      ['Below', 'On', 'Size', 'What is there'],
      [[mountPoint, above, bytesCell(bytes), isTruncated ? `${names} and more` : names]],
    ),
    remedies: [],
  };
}

/** It changes no mount of the host. Paths with characters that a shell would interpret are not put into a command. */
function command({ mountPoint, above }: HiddenDataRow): string {
  if (![mountPoint, above].every((path) => /^[\w./@:+-]+$/.test(path))) return '';
  const inside = above === '/' ? mountPoint : mountPoint.slice(above.length);
  return `: \`sudo unshare -m sh -c 'mount --make-rprivate / && mount --bind ${above} /mnt && ls -la /mnt${inside}'\``;
}
