import type { Actor } from '../../access/actor.ts';
import type { HostCheck } from '../../domain/session.ts';
import type { Application } from '../core/application.ts';
import { addHost, type NewHost } from '../hosts/add-host.ts';
import type { ListedHost } from '../hosts/hosts.ts';
import { forgetUnusedRecordings, keepRecording } from './recordings.ts';

/** A demo host from the text of a file. Its url becomes the name that the store keeps the recording under. */
export async function addRecordedHost(
  app: Application,
  actor: Actor,
  input: NewHost,
  file: string,
  onCheck?: (check: HostCheck) => void,
): Promise<ListedHost> {
  const url = keepRecording(app, actor, file);
  try {
    return await addHost(app, actor, { ...input, url }, onCheck);
  } catch (error) {
    forgetUnusedRecordings(app);
    throw error;
  }
}
