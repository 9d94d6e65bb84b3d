import { filesystemOfDataRoot } from '../domain/data-root-filesystem.ts';
import type { ObjectRef } from '../domain/finding.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import type { FilesystemUsage } from '../domain/storage-facts.ts';

/** The data root's path from the first source that has it; null where none has. */
export function dataRootPath(facts: HostFacts): string | null {
  const { dataRoot, engine } = facts.sections;
  if (dataRoot.state === 'known') return dataRoot.value.path;
  if (engine.state === 'known' && engine.value.dataRoot !== '') return engine.value.dataRoot;
  return facts.identity.dataRoot.state === 'known' ? facts.identity.dataRoot.value : null;
}

export function dataRootSubject(facts: HostFacts): ObjectRef {
  const path = dataRootPath(facts);
  // The path is not part of the id: resolved and configured path differ, and that must not close a finding.
  return { kind: 'data-root', id: 'data-root', label: path ?? 'Docker’s data root' };
}

export const engineSubject: ObjectRef = { kind: 'engine', id: 'engine', label: 'Docker Engine' };
export const hostSubject: ObjectRef = { kind: 'host', id: 'host', label: 'the host' };

export function filesystemSubject(filesystem: { id: string; mountPoint: string }): ObjectRef {
  return { kind: 'filesystem', id: filesystem.id, label: filesystem.mountPoint };
}

export function dataRootFilesystem(facts: HostFacts): FilesystemUsage | null {
  const { filesystems } = facts.sections;
  if (filesystems.state === 'unknown') return null;
  return filesystemOfDataRoot(filesystems.value) ?? null;
}
