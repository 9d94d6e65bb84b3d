import { filesystemOfDataRoot } from '../domain/data-root-filesystem.ts';
import { type Fact, known, unknown } from '../domain/fact.ts';
import type { HostFacts, HostIdentity } from '../domain/host-facts.ts';

/**
 * What a plan is bound to. The Engine's own word comes first; with the Engine stopped, `ROOT/engine-id` (24.0 and later) and the
 * data root that was found on disk stand in for it.
 */
export function hostIdentity(sections: HostFacts['sections']): HostIdentity {
  const { platform, engine, dataRoot } = sections;
  return {
    machineId:
      platform.state === 'unknown'
        ? platform
        : orUnknown(platform.value.machineId, 'This host has no /etc/machine-id (Synology and QNAP do not).'),
    engineId:
      engine.state === 'known' && engine.value.id !== ''
        ? known(engine.value.id)
        : dataRoot.state === 'known' && dataRoot.value.engineId !== null
          ? known(dataRoot.value.engineId)
          : engine.state === 'unknown'
            ? engine
            : unknown('not-collected', 'The Engine gave no id.'),
    dataRoot:
      dataRoot.state === 'known'
        ? known(dataRoot.value.path)
        : engine.state === 'known'
          ? known(engine.value.dataRoot)
          : dataRoot,
    dataRootFsid: filesystemId(sections),
  };
}

/** The uuid where there is one; else the statfs id, which holds as long as the file system stays the same. */
function filesystemId(sections: HostFacts['sections']): Fact<string> {
  const { filesystems, dataRoot } = sections;
  if (filesystems.state === 'unknown') return filesystems;
  const own = filesystemOfDataRoot(filesystems.value);
  if (own !== undefined && !own.id.startsWith('device:')) return known(own.id);
  const statfsId = dataRoot.state === 'known' ? (dataRoot.value.filesystemId ?? null) : null;
  if (statfsId !== null) return known(statfsId);
  return own === undefined
    ? unknown('not-collected', 'The file system of the data root was not found among the mounts.')
    : known(own.id);
}

function orUnknown(value: string | null, detail: string): Fact<string> {
  return value === null ? unknown('not-collected', detail) : known(value);
}
