import type { InitSystem, PlatformId } from '../domain/platform-facts.ts';
import { platformOf, serviceOf } from '../platforms/detect-platform.ts';

/** What Bilge knows of a family of systems, for a person: sentences and commands as they are typed. */
export interface PlatformNotes {
  /** what these notes rest on: tried, or only read about */
  provenance: string;
  service: { stop: string[]; start: string[] } | { refusal: string };
  configuration: string;
  bootMounts: string;
  refused: string[];
}

export function platformNotes(id: PlatformId, init: InitSystem): PlatformNotes {
  const { provenance, configurationAdvice, bootMounts, refused } = platformOf(id);
  const service = serviceOf(id, init);
  return {
    provenance,
    service: 'refusal' in service ? service : { stop: [...service.stop], start: [...service.start] },
    configuration: configurationAdvice,
    bootMounts,
    refused: [...refused],
  };
}
