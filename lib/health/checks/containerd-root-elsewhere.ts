import { formatBytes } from '../../domain/bytes.ts';
import type { FindingDraft } from '../../domain/finding.ts';
import { formatPercent } from '../../domain/format.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { fullPercent } from '../../domain/space.ts';
import { defineCheck, describeUnknown } from '../define-check.ts';
import { desktopVm } from '../desktop-vm.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { pastedFacts } from '../pasted.ts';
import { dataRootFilesystem, engineSubject, filesystemSubject } from '../subjects.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

const id = 'containerd-root-elsewhere';

export default defineCheck({
  id,
  title: 'Images are outside Docker’s data root',
  why: 'With the containerd image store and the system’s containerd, images and container layers are in /var/lib/containerd, whatever `data-root` says. A host whose data root is on a big disk can fill its small system disk this way. Kubernetes and nerdctl use the same directory. If dockerd started its own containerd instead, it would begin with an empty store, and images and containers would be hidden.',
  needs: [],
  run(_, context) {
    const { facts } = context;
    const { filesystems, containerd, engine: engineSection } = facts.sections;
    const shown = shownStore(facts);
    if (shown !== null) return shown;
    if (engineSection.state === 'unknown')
      return { unknown: `engine: ${describeUnknown(engineSection)}`, missing: ['engine'] };
    const engine = engineSection.value;
    if (engine.imageStore === 'graphdriver')
      return { notApplicable: 'The graph driver keeps images in the data root.' };
    const vm = desktopVm(facts);
    if (vm !== null) return { notApplicable: `The engine runs in the virtual machine of ${vm.product}, on one disk.` };
    const root = containerd.state === 'known' ? containerd.value.root : null;
    const advice = steps(
      'Check how full its filesystem is: `df -h /var/lib/containerd`.',
      'Free what can be rebuilt: `docker builder prune`, `docker image prune`. Not while containers are missing from `docker ps -a`.',
      'To move it: stop Docker and containerd, copy with `rsync -aHAXS` (not with the btrfs or zfs snapshotter), set `root` in /etc/containerd/config.toml, and add `RequiresMountsFor=` to the containerd service. Keep the old directory until everything works.',
    );
    const others =
      'Moving it stops Kubernetes and nerdctl too, if they run here. Without `RequiresMountsFor=` containerd starts empty when the disk is not mounted.';
    const holder =
      filesystems.state === 'known'
        ? filesystems.value.find((filesystem) => filesystem.roles.includes('containerd-root'))
        : undefined;
    if (root === null || holder === undefined) {
      return [
        {
          severity: 'info',
          subject: engineSubject,
          title: 'The location of the containerd image store is unknown',
          detail: paragraphs(
            `Images may fill another disk than you expect. With the containerd image store they are usually in /var/lib/containerd, not in ${engine.dataRoot || 'the data root'}.`,
            advice,
            others,
          ),
          evidence: evidence(
            'docker info',
            ['Storage driver', 'driver-type'],
            [[engine.storageDriver, 'io.containerd.snapshotter.v1']],
          ),
          remedies: [],
        },
      ];
    }
    const dataRoot = dataRootFilesystem(context.facts);
    if (dataRoot === null) return { unknown: 'The filesystem of the data root is unknown.', missing: ['filesystems'] };
    if (dataRoot.id === holder.id) return [];
    const subject = filesystemSubject(holder);
    const filled = fullPercent(holder);
    const graded = gradedSeverity({
      context,
      checkId: id,
      subject,
      value: filled,
      grades: { critical: 90, recoverBy: 3 },
    });
    return [
      {
        severity: worse(graded, 'warning') ?? 'warning',
        subject,
        title: `Images are on ${shortPath(holder.mountPoint, 16)} (${formatPercent(filled)} full), not on the data root’s disk`,
        detail: paragraphs(
          `Images can fill this disk although the data root’s disk has room. containerd keeps them in ${root}, on a filesystem of ${formatBytes(holder.totalBytes)}; the data root’s has ${formatBytes(dataRoot.totalBytes)}.`,
          advice,
          others,
        ),
        evidence: evidence(
          'df',
          ['Holds', 'Mount point', 'Size', 'Used', 'Available'],
          [
            [
              'containerd',
              holder.mountPoint,
              formatBytes(holder.totalBytes),
              formatBytes(holder.usedBytes),
              formatBytes(holder.freeBytes),
            ],
            [
              'data root',
              dataRoot.mountPoint,
              formatBytes(dataRoot.totalBytes),
              formatBytes(dataRoot.usedBytes),
              formatBytes(dataRoot.freeBytes),
            ],
          ],
        ),
        remedies: [],
      },
    ];
  },
});

const worthSaying = 5 * 2 ** 30;

/** What a paste shows of the store's size: `du`, and `docker system df` beside it. null = nothing worth reporting. */
function shownStore(facts: HostFacts): FindingDraft[] | null {
  const { dockerDiskUsage, engine } = facts.sections;
  const rows = dockerDiskUsage.state === 'known' ? dockerDiskUsage.value.rows : [];
  const images = rows.find((row) => row.type === 'images');
  if (images?.total === 0 && images.sizeBytes >= worthSaying) {
    return [
      storeFinding({
        severity: 'warning',
        title: `Docker lists 0 images, yet they take ${formatBytes(images.sizeBytes)}`,
        why: 'The containerd store holds content of images that are no longer listed: cancelled pulls, or content that something still references.',
        rows: [['docker system df: images', formatBytes(images.sizeBytes)]],
      }),
    ];
  }
  const store = storeBytes(facts);
  if (store === null || store.bytes < worthSaying) return null;
  const counted = images ? rows.reduce((sum, row) => sum + (row.type === 'volumes' ? 0 : row.sizeBytes), 0) : null;
  const usesGraphDriver =
    engine.state === 'known' && engine.value.version !== '' && engine.value.imageStore === 'graphdriver';
  const evidenceRows = [
    [`du ${store.path}`, formatBytes(store.bytes)],
    ...(counted === null ? [] : [['docker system df: images, containers, build cache', formatBytes(counted)]]),
  ];
  if (counted !== null && !usesGraphDriver) {
    // Content is stored compressed and unpacked: a quarter more is not a leak.
    const more = store.bytes - counted;
    if (more < worthSaying || more < store.bytes * 0.25) return [];
    return [
      storeFinding({
        severity: 'warning',
        title: `containerd holds ${formatBytes(more)} more than Docker counts`,
        why: `${store.path} takes ${formatBytes(store.bytes)}, but images, containers and build cache add up to ${formatBytes(counted)}. The rest belongs to no image of Docker: cancelled pulls, another namespace (Kubernetes, nerdctl), or what a prune left behind.`,
        rows: evidenceRows,
      }),
    ];
  }
  return [
    storeFinding({
      severity: 'info',
      title: `${formatBytes(store.bytes)} in containerd’s store, outside the data root`,
      why: usesGraphDriver
        ? `Docker does not use this space: it keeps its images in its own data root. What is in ${store.path} belongs to another user of containerd (Kubernetes, nerdctl), or dates from when the containerd image store was on.`
        : `Images and container layers are in ${store.path}, not in /var/lib/docker: that is how the containerd image store works (default of new installations since Docker 29).`,
      rows: evidenceRows,
    }),
  ];
}

function storeFinding(store: {
  severity: 'warning' | 'info';
  title: string;
  why: string;
  rows: string[][];
}): FindingDraft {
  return {
    severity: store.severity,
    subject: engineSubject,
    title: store.title,
    detail: paragraphs(
      store.why,
      steps(
        'Check what Docker counts (`docker system df -v`) and who else uses containerd (`sudo ctr namespaces ls`, `sudo ctr -n moby images ls`).',
        'Free what can be rebuilt: `docker builder prune`, `docker image prune`. Not while containers are missing from `docker ps -a`.',
        'Wait: containerd deletes the content some time later. Never delete in this directory by hand.',
      ),
    ),
    evidence: evidence('du', ['What', 'Size'], store.rows),
    remedies: [],
  };
}

/** `/var/lib/containerd` itself, or the sum of its parts. */
function storeBytes(facts: HostFacts): { path: string; bytes: number } | null {
  const rows = pastedFacts(facts)?.directories ?? [];
  const whole = rows.find(
    ({ path }) => /^\/(?:.+\/)?containerd(?:\/daemon)?$/.test(path) && !path.includes('/docker/'),
  );
  const parts = rows.filter(({ path }) => /^\/.+\/io\.containerd\.[\w.-]+$/.test(path));
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const root = parts[0]?.path.replace(/\/io\.containerd\..*$/, '') ?? null;
  if (whole !== undefined && whole.bytes >= bytes) return { path: whole.path, bytes: whole.bytes };
  return root === null ? null : { path: root, bytes };
}
