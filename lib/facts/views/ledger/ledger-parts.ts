import { known, unknown } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { eachInPieces, type InPieces } from '../../../domain/slices.ts';
import type { LedgerRowId } from '../../../domain/storage-report.ts';
import { abandonedDrivers } from '../leaks/abandoned-stores.ts';
import { quarantineSize } from '../rows/quarantine-rows.ts';
import { volumeIdentity } from '../rows/volume-use.ts';
import { containerdParts } from './containerd-parts.ts';
import { type LedgerInput, type LedgerParts, measuredPart, partOf, unmeasuredPart } from './ledger-part.ts';

export function* ledgerParts(input: LedgerInput): InPieces<LedgerParts> {
  const found: LedgerParts = { parts: [], unknownRows: new Map() };
  yield* layerParts(input, found);
  volumeParts(input, found);
  logParts(input, found);
  deletedParts(input, found);
  otherRootParts(input, found);
  quarantineParts(input, found);
  dataRootParts(input, found);
  containerdParts(input, found);
  return found;
}

const rowOfLayer = {
  image: 'image-layers',
  container: 'writable-layers',
  init: 'writable-layers',
  'build-cache': 'build-cache',
  orphan: 'leaked-layers',
  leased: 'docker-other',
  other: 'docker-other',
  unknown: 'docker-other',
} as const satisfies Record<string, LedgerRowId>;

function* layerParts(
  { facts, sizes, recorded, identities, layers, leaks }: LedgerInput,
  found: LedgerParts,
): InPieces<void> {
  if (facts.sections.engine.state === 'known' && facts.sections.engine.value.imageStore === 'containerd') return;
  const { driverDirectories } = facts.sections;
  if (layers.state === 'unknown' || driverDirectories.state === 'unknown') {
    const why =
      layers.state === 'unknown' ? layers : unknown('not-collected', 'The layer directories were not listed.');
    for (const row of ['image-layers', 'writable-layers', 'build-cache', 'leaked-layers'] as const)
      found.unknownRows.set(row, why);
    return;
  }
  if (leaks.state === 'unknown') found.unknownRows.set('leaked-layers', leaks);
  const root = driverDirectories.value.path;
  yield* eachInPieces(layers.value, (layer) => {
    const path = `${root}/${layer.name}`;
    const measured = sizes.find('layer-directory', layer.name, identities.get(layer.name) ?? null);
    const estimate = recorded?.of(layer.name) ?? null;
    // What is not proven is no leak: a directory that is younger than the daemon may be in use.
    const row = layer.kind === 'orphan' && layer.state !== 'orphan' ? 'docker-other' : rowOfLayer[layer.kind];
    if (measured !== null) found.parts.push(measuredPart(row, path, measured));
    else if (estimate !== null) {
      const { bytes, how } = estimate;
      found.parts.push({ row, path, bytes: known(bytes), exact: false, how, measuredAt: facts.collectedAt });
    } else found.parts.push(unmeasuredPart(row, path));
  });
}

function volumeParts({ facts, sizes }: LedgerInput, found: LedgerParts): void {
  const { volumesOnDisk } = facts.sections;
  if (volumesOnDisk.state === 'unknown') {
    found.unknownRows.set('volumes', volumesOnDisk);
    found.unknownRows.set('nested-docker', volumesOnDisk);
    return;
  }
  for (const volume of volumesOnDisk.value) {
    if (volume.dataPath === null) continue;
    const row = volume.nestedDrivers === null ? 'volumes' : 'nested-docker';
    found.parts.push(partOf(row, volume.dataPath, sizes.find('volume', volume.name, volumeIdentity(volume))));
  }
}

function logParts({ facts }: LedgerInput, found: LedgerParts): void {
  const { containersOnDisk, dataRoot } = facts.sections;
  if (containersOnDisk.state === 'unknown') {
    found.unknownRows.set('container-logs', containersOnDisk);
    return;
  }
  const root = dataRoot.state === 'known' ? dataRoot.value.path : '';
  for (const { id, logBytes, config } of containersOnDisk.value) {
    if (logBytes === null) continue;
    const path = config?.logPath || `${root}/containers/${id}`;
    const how = 'sizes of the log files';
    found.parts.push({
      row: 'container-logs',
      path,
      bytes: known(logBytes),
      exact: false,
      how,
      measuredAt: facts.collectedAt,
    });
  }
}

/** What no walk finds. A layer that is measured by its quota group holds its own deleted files already. */
function deletedParts({ facts, sizes, identities, deletedFiles }: LedgerInput, found: LedgerParts): void {
  if (deletedFiles.state === 'unknown') {
    found.unknownRows.set('deleted-files', deletedFiles);
    return;
  }
  const unseen = facts.sections.deletedFiles.state === 'known' ? facts.sections.deletedFiles.value.unreadable : 0;
  const how = `blocks of files without a name${unseen === 0 ? '' : '; some processes could not be checked'}`;
  for (const { filesystem, layer, bytes } of deletedFiles.value) {
    if (filesystem === null) continue;
    const measured = layer === null ? null : sizes.find('layer-directory', layer, identities.get(layer) ?? null);
    if (measured?.how.startsWith('quota group') === true) continue;
    const row = 'deleted-files' as const;
    found.parts.push({
      row,
      path: '/',
      filesystem,
      bytes: known(bytes),
      exact: false,
      how,
      measuredAt: facts.collectedAt,
    });
  }
}

/** Data roots that no engine uses, and what mounts cover. One that another engine uses is not Docker's here: what remains is. */
function otherRootParts({ sizes, otherDataRoots, hiddenData }: LedgerInput, found: LedgerParts): void {
  if (otherDataRoots.state === 'unknown') found.unknownRows.set('unused-data-roots', otherDataRoots);
  else {
    for (const { path, identity, filesystem, usedBy } of otherDataRoots.value) {
      if (usedBy !== null || filesystem === null) continue;
      found.parts.push({
        ...partOf('unused-data-roots', path, sizes.find('other-data-root', path, identity)),
        filesystem,
      });
    }
  }
  if (hiddenData.state === 'unknown') found.unknownRows.set('hidden-data', hiddenData);
  else {
    for (const { mountPoint, filesystem } of hiddenData.value) {
      if (filesystem === null) continue;
      found.parts.push({ ...partOf('hidden-data', mountPoint, sizes.find('hidden-data', mountPoint)), filesystem });
    }
  }
}

function quarantineParts({ facts, sizes }: LedgerInput, found: LedgerParts): void {
  const { quarantine } = facts.sections;
  if (quarantine.state === 'unknown') {
    found.unknownRows.set('quarantine', quarantine);
    return;
  }
  for (const entry of quarantine.value) {
    const size = quarantineSize(entry, sizes);
    if (size === null) found.parts.push(unmeasuredPart('quarantine', entry.path));
    else {
      const measured = 'measuredAt' in size ? size : { ...size, exact: false, measuredAt: facts.collectedAt };
      found.parts.push(measuredPart('quarantine', entry.path, measured));
    }
  }
}

/** Other drivers' directories, and what else lies at the first level of the data root. */
function dataRootParts({ facts, sizes }: LedgerInput, found: LedgerParts): void {
  const { dataRoot } = facts.sections;
  if (dataRoot.state === 'unknown') {
    found.unknownRows.set('abandoned-stores', dataRoot);
    found.unknownRows.set('docker-other', dataRoot);
    return;
  }
  const { path: root } = dataRoot.value;
  for (const { driver } of abandonedDrivers(facts)) {
    found.parts.push(partOf('abandoned-stores', `${root}/${driver}`, sizes.find('abandoned-store', driver)));
  }
  for (const path of otherDirectories(facts)) {
    found.parts.push(partOf('docker-other', path, sizes.find('docker-other', path)));
  }
}

/** Driver directories, volumes and containers (their logs) have rows of their own. */
export function otherDirectories({ sections: { dataRoot } }: HostFacts): string[] {
  if (dataRoot.state === 'unknown') return [];
  const { path, entries, driverDirectories } = dataRoot.value;
  const elsewhere = new Set(['volumes', 'containers', 'lost+found', ...driverDirectories.map(({ driver }) => driver)]);
  return entries
    .filter(({ name, kind }) => kind === 'directory' && !elsewhere.has(name))
    .map(({ name }) => `${path}/${name}`);
}
