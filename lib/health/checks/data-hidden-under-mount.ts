import { formatBytes } from '../../domain/bytes.ts';
import type { HiddenDataRow } from '../../domain/storage-report.ts';
import { defineCheck, describeUnknown } from '../define-check.ts';
import { bytesCell, evidence } from '../evidence.ts';
import { count, nameList, paragraphs } from '../text.ts';

/** An empty data root, as dockerd makes it at its start, takes some hundred kilobytes. */
const smallBytes = 16 * 2 ** 20;
const otherDataBytes = 100 * 2 ** 20;

export default defineCheck({
  id: 'data-hidden-under-mount',
  title: 'Data hidden below a mount point',
  why: 'When Docker starts before the disk of its data root is mounted, it writes into the empty folder on the system’s disk. Once the disk is mounted over it, that data can be seen by nobody and fills the system’s disk: `du` does not find it, and Docker does not know it.',
  needs: ['hiddenData'],
  run({ hiddenData }, { storage }) {
    const rows = storage.hiddenData;
    if (rows.state === 'unknown') return { unknown: describeUnknown(rows), missing: ['hiddenData'] };
    const findings = rows.value.filter(isWorthSaying).map(finding);
    const [first] = hiddenData.unseen;
    if (findings.length > 0 || first === undefined) return findings;
    return { unknown: `What lies below ${first.mountPoint} could not be seen: ${first.why}.`, missing: ['hiddenData'] };
  },
});

/** A data root always; of other files only what is worth a thought. An empty mount point with some folders in it is usual. */
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
    title: size === null ? `${what} is hidden below ${mountPoint}` : `${formatBytes(size)} hidden below ${mountPoint}`,
    detail: paragraphs(
      `${what} lies in the folder ${mountPoint} of the filesystem at ${above}, and the filesystem mounted there covers it: it takes space on ${above} and cannot be seen.`,
      dataRoot === null
        ? null
        : `It holds ${count(dataRoot.volumes.length, 'volume')}${dataRoot.volumes.length > 0 ? ` (${nameList(dataRoot.volumes, 3)})` : ''} and ${count(dataRoot.containers.length, 'container')}${dataRoot.containers.length > 0 ? ` (${nameList(dataRoot.containers, 3)})` : ''}. Docker ran here before its disk was mounted; what was written then exists only there.`,
      `What to do: 1. look at it without stopping anything, in a mount namespace of its own${command(row)}; 2. copy what you need; 3. to remove it, stop Docker, unmount ${mountPoint}, move the folder’s content away (\`mv\`), mount again, start Docker, and delete what you moved once nothing is missed. Never delete at ${mountPoint} while the disk is mounted: that is the real data.`,
      'To keep it from happening again, let Docker wait for the mount (check “data-root-mount-unguarded”).',
    ),
    evidence: evidence(
      `ls -A ${mountPoint} (below the mount)`,
      ['Below', 'On', 'Size', 'What is there'],
      [[mountPoint, above, bytesCell(bytes), isTruncated ? `${names} and more` : names]],
    ),
    remedies: [],
  };
}

/** It ends with itself and changes no mount of the host. Paths that a shell would read otherwise are not put into a command. */
function command({ mountPoint, above }: HiddenDataRow): string {
  if (![mountPoint, above].every((path) => /^[\w./@:+-]+$/.test(path))) return '';
  const inside = above === '/' ? mountPoint : mountPoint.slice(above.length);
  return `: \`sudo unshare -m sh -c 'mount --make-rprivate / && mount --bind ${above} /mnt && ls -la /mnt${inside}'\``;
}
