import { formatBytes } from '../../domain/bytes.ts';
import type { FindingDraft } from '../../domain/finding.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { defineCheck, describeUnknown } from '../define-check.ts';
import { desktopVm } from '../desktop-vm.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { pastedFacts } from '../pasted.ts';
import { dataRootFilesystem, engineSubject, filesystemSubject } from '../subjects.ts';
import { formatPercent, paragraphs, percent, shortPath, steps } from '../text.ts';

const id = 'containerd-root-elsewhere';

export default defineCheck({
  id,
  title: 'Images lie outside Docker’s data root',
  why: 'With the containerd image store and the system’s containerd, images and containers’ layers are below /var/lib/containerd, whatever `data-root` says. People who moved the data root to a big disk fill up the small system disk this way.',
  needs: [],
  run(_, context) {
    const { facts } = context;
    const { filesystems, containerd, engine: told } = facts.sections;
    const shown = shownStore(facts);
    if (shown !== null) return shown;
    if (told.state === 'unknown') return { unknown: `engine: ${describeUnknown(told)}`, missing: ['engine'] };
    const engine = told.value;
    if (engine.imageStore === 'graphdriver')
      return { notApplicable: 'Images are kept by the graph driver, below the data root.' };
    const vm = desktopVm(facts);
    if (vm !== null) return { notApplicable: `The engine runs in a virtual machine of ${vm.product}, on one disk.` };
    const root = containerd.state === 'known' ? containerd.value.root : null;
    const advice = steps(
      'See how full the place is: `df -h /var/lib/containerd`.',
      'Free what can be made again: `docker builder prune`, `docker image prune`. Not while containers that you expect are missing from `docker ps -a`.',
      'To move it: stop Docker and containerd, copy with hard links and attributes (`rsync -aHAXS`; not for a snapshotter of btrfs or ZFS), set `root` in /etc/containerd/config.toml, and make containerd wait for that disk at boot (`RequiresMountsFor=`): without it, it starts empty. Keep the old directory until everything works.',
    );
    const others =
      'Kubernetes and nerdctl keep their data in the same place and stop with it. Do not let dockerd start a containerd of its own instead: it would start with an empty store, and your images and containers would be hidden.';
    const holder =
      filesystems.state === 'known'
        ? filesystems.value.find((filesystem) => filesystem.roles.includes('containerd-root'))
        : undefined;
    if (root === null || holder === undefined) {
      return [
        {
          severity: 'info',
          subject: engineSubject,
          title: 'Where the containerd image store lies is not known',
          detail: paragraphs(
            `Images are in the containerd image store. They are usually below /var/lib/containerd, not below ${engine.dataRoot || 'the data root'}.`,
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
    if (dataRoot === null)
      return { unknown: 'The filesystem of the data root is not known.', missing: ['filesystems'] };
    if (dataRoot.id === holder.id) return [];
    const subject = filesystemSubject(holder);
    const filled = percent(holder.usedBytes, holder.usedBytes + holder.freeBytes);
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
        title: `Images are on ${shortPath(holder.mountPoint)}, not on the data root’s disk`,
        detail: paragraphs(
          `containerd keeps them below ${root}, on a filesystem of ${formatBytes(holder.totalBytes)} that is ${formatPercent(filled)} full. The data root’s filesystem has ${formatBytes(dataRoot.totalBytes)}.`,
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

/** What a paste shows of the store's size: `du` of it, and `docker system df` beside it. null = nothing worth a word. */
function shownStore(facts: HostFacts): FindingDraft[] | null {
  const { dockerDiskUsage, engine } = facts.sections;
  const rows = dockerDiskUsage.state === 'known' ? dockerDiskUsage.value.rows : [];
  const images = rows.find((row) => row.type === 'images');
  if (images?.total === 0 && images.sizeBytes >= worthSaying) {
    return [
      storeFinding({
        severity: 'warning',
        title: `Docker lists 0 images that take ${formatBytes(images.sizeBytes)}`,
        why: 'The containerd store holds content of images that are not listed any more: cancelled pulls, or content that something still refers to.',
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
    // The same bytes are counted packed and unpacked: a quarter more is no leak.
    const more = store.bytes - counted;
    if (more < worthSaying || more < store.bytes * 0.25) return [];
    return [
      storeFinding({
        severity: 'warning',
        title: `containerd holds ${formatBytes(more)} more than Docker counts`,
        why: `${store.path} takes ${formatBytes(store.bytes)}; images, containers and build cache together are ${formatBytes(counted)}. The rest is content or snapshots that no image of Docker owns: cancelled pulls, another namespace (Kubernetes, nerdctl), or a prune that left something.`,
        rows: evidenceRows,
      }),
    ];
  }
  return [
    storeFinding({
      severity: 'info',
      title: `${formatBytes(store.bytes)} are in containerd’s store, outside the data root`,
      why: usesGraphDriver
        ? `This engine keeps its images below its own data root. What is in ${store.path} belongs to another user of containerd (Kubernetes, nerdctl), or to a time when the containerd image store was on.`
        : `With the containerd image store (the default of new installations since Docker 29) images and containers’ layers are in ${store.path}, not in /var/lib/docker.`,
      rows: evidenceRows,
    }),
  ];
}

function storeFinding(told: {
  severity: 'warning' | 'info';
  title: string;
  why: string;
  rows: string[][];
}): FindingDraft {
  return {
    severity: told.severity,
    subject: engineSubject,
    title: told.title,
    detail: paragraphs(
      told.why,
      steps(
        'See what Docker counts: `docker system df -v`. And who else uses containerd: `sudo ctr namespaces ls`, `sudo ctr -n moby images ls`.',
        'Free what can be made again through its owner: `docker builder prune`, `docker image prune`; containerd deletes the content some time after. Not while containers that you expect are missing from `docker ps -a`.',
        'Never delete in this directory by hand. If Docker counts much less than `du`, a scan of the host shows more.',
      ),
    ),
    evidence: evidence('du', ['What', 'Size'], told.rows),
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
