import { mostRecordingBytes } from '../../lib/domain/demo-host.ts';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import type { HostCheck } from '../../lib/domain/session.ts';
import { addHost, type NewHost } from '../../lib/usecases/hosts/add-host.ts';
import type { ListedHost } from '../../lib/usecases/hosts/hosts.ts';
import { addRecordedHost } from '../../lib/usecases/recordings/add-recorded-host.ts';
import { app, cliActor } from '../presenters/application.ts';
import { readBeginning } from '../presenters/input.ts';
import { addWithMadeKey } from './add-with-made-key.ts';

/** `demo:./nas.json`: what is no name of a demo host is the path of a file; null for every other address. */
export function recordingFile(url: string): string | null {
  const name = /^demo:(.+)$/.exec(url)?.[1];
  return name === undefined || !/[/.]/.test(name) ? null : name;
}

function readRecording(file: string): string {
  try {
    return readBeginning(file, mostRecordingBytes + 1);
  } catch (cause) {
    throw new InvalidInputError(`${file} cannot be read.`, cause);
  }
}

/** A recording, a host that gets a key of its own, or any other. */
export function addAs(
  url: string,
  input: NewHost,
  makesKey: boolean,
  onCheck: (check: HostCheck) => void,
): Promise<ListedHost> {
  const file = recordingFile(url);
  if (file !== null) return addRecordedHost(app(), cliActor(), input, readRecording(file), onCheck);
  return makesKey ? addWithMadeKey(input, onCheck) : addHost(app(), cliActor(), input, onCheck);
}
