import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { registry as actions } from '../actions/registry.generated.ts';
import { known } from '../domain/fact.ts';
import abandonedStore from './checks/abandoned-store.ts';
import containerLogsUnbounded from './checks/container-logs-unbounded.ts';
import leakedContainerLayers from './checks/leaked-container-layers.ts';
import leakedLayers from './checks/leaked-layers.ts';
import nestedDockerInVolume from './checks/nested-docker-in-volume.ts';
import unreachableLayers from './checks/unreachable-layers.ts';
import type { RegisteredCheck } from './define-check.ts';
import { draftsOf, engineWith, examine, type Given, leakWith } from './testing/facts.ts';

/** The ids of actions are a contract of the API and the command line: findings, scripts and schedules name them. */
const contract =
  `remove-leaked-layers remove-leaked-leases clean-nested-docker purge-quarantine restore-quarantine prune-containers prune-images prune-build-cache
prune-volumes prune-networks truncate-container-logs set-log-rotation btrfs-balance btrfs-scrub snapshot-data-root remove-snapshot restore-snapshot
backup-images restore-images migrate-to-loopback move-data-root switch-storage-driver grow-loopback trim-loopback finish-migration
roll-back-migration remove-abandoned-store restart-docker restart-container remove-unused-data-root prune-builder`.split(
    /\s+/,
  );

describe('remedies', () => {
  const folder = path.join(import.meta.dirname, 'checks');
  const named = readdirSync(folder)
    .filter((name) => !name.endsWith('.test.ts'))
    .flatMap((name) =>
      [...readFileSync(path.join(folder, name), 'utf8').matchAll(/actionId: '([\w-]+)'/g)].map(
        (match) => match[1] ?? '',
      ),
    );

  test('name only known actions', () => {
    expect(named.length).toBeGreaterThan(20);
    expect([...new Set(named)].filter((id) => !contract.includes(id))).toEqual([]);
  });

  const leak = (kind: Parameters<typeof leakWith>[0]): Given => ({
    storage: { leaks: known([leakWith(kind)]) },
    engine: engineWith(),
  });
  const log = { id: 'c1', config: null, logBytes: 2 ** 30, logDriver: 'json-file', logOptions: {} };
  test.each([
    ['leaked-layers', leakedLayers, leak({})],
    ['unreachable-layers', unreachableLayers, leak({ kind: 'unreachable-layer' })],
    ['leaked-container-layers', leakedContainerLayers, leak({ kind: 'leaked-container-layer' })],
    [
      'nested-docker-in-volume',
      nestedDockerInVolume,
      leak({ kind: 'nested-docker-root', owner: { kind: 'volume', id: 'a'.repeat(64) } }),
    ],
    ['container-logs-unbounded', containerLogsUnbounded, { containersOnDisk: [log] }],
    [
      'abandoned-store',
      abandonedStore,
      {
        ...leak({ kind: 'abandoned-store', name: 'btrfs' }),
        dataRoot: {
          path: '/d',
          requestedPath: '/d',
          filesystemType: 'ext4',
          filesystemMagic: 'ef53',
          device: '1',
          inode: 1,
          tmpBirthSeconds: 1,
          tmpModifiedSeconds: 1,
          engineId: null,
          entries: [],
          driverDirectories: [],
          imageStores: [],
          isMountPoint: false,
        },
      },
    ],
  ] satisfies [string, RegisteredCheck, Given][])('%s offers parameters that its action takes', (_, check, given) => {
    const remedies = draftsOf(examine(check, given)).flatMap((draft) => draft.remedies);
    expect(remedies.length).toBeGreaterThan(0);
    for (const remedy of remedies) {
      const action = actions.find((candidate) => candidate.id === remedy.actionId);
      expect(action?.params.safeParse(remedy.params).error).toBeUndefined();
      // A parameter that the action does not know would be dropped in silence.
      expect(Object.keys(action?.params.shape ?? {})).toEqual(expect.arrayContaining(Object.keys(remedy.params)));
    }
  });
});
