import { NotFoundError } from '../domain/errors.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import type { Measurement } from '../domain/measurement.ts';
import { unknownSections } from '../domain/unknown-sections.ts';
import appserver from './recorded/appserver.json' with { type: 'json' };
import buildserver from './recorded/buildserver.json' with { type: 'json' };
import homeserver from './recorded/homeserver.json' with { type: 'json' };
import nas from './recorded/nas.json' with { type: 'json' };

/**
 * A demo host is a recording: everything that one scan of a real host returned. They were recorded in this project's lab by
 * `test/states/record-demo-hosts.ts`, and each says when and on what.
 */
export interface DemoRecording {
  name: string;
  /** what was set up on it, for a person */
  about: string;
  /** ISO */
  recordedAt: string;
  facts: HostFacts;
  /** sizes as measured right after that scan */
  measurements: Measurement[];
}

const recorded: Readonly<Record<string, unknown>> = { nas, buildserver, homeserver, appserver };

/** In the order in which they are offered: all are added together for a first look, and each by its address. */
export const demoNames: readonly string[] = Object.keys(recorded);

/** Sections that were thought of since are not known there. @throws NotFoundError that says which there are */
export function readDemoRecording(name: string): DemoRecording {
  if (!Object.hasOwn(recorded, name))
    throw new NotFoundError(`No demo host “${name}”. Known: ${demoNames.map((each) => `demo:${each}`).join(', ')}.`);
  const recording = recorded[name] as DemoRecording;
  const { facts } = recording;
  return { ...recording, facts: { ...facts, sections: { ...unknownSections(), ...facts.sections } } };
}
