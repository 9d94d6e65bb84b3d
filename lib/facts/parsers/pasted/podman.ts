import type { PastedLine } from './pasted-line.ts';
import type { Recognized } from './piece.ts';

/** A command, a path, a header or a setting that only Podman and its storage library have. A word in a sentence is none. */
const marks =
  /(?:^|[#$>+%;&|]\s*|sudo\s+)podman(?:-remote)?\s+(?:system|pull|push|run|ps|info|version|images?|volume|build|logs|start|stop|restart|exec|container|pod|machine|network|inspect|rmi?|create|save|load|unshare|prune|stats|commit|play|kube)\b|\bPodman Engine\b|\bLibpod-[A-Z]|\/containers\/storage(?:\/|\b)|\bmount_program\b|^\s*graph(?:Root|DriverName|Options|Status):|^\s*(?:GraphRoot|GraphDriverName|RunRoot)\s*=|\blibpod\b/;

export function readPodman(lines: readonly PastedLine[]): Recognized<'podman'>[] {
  return lines
    .filter((line) => line.text.length < 4000 && marks.test(line.text))
    .map((line) => ({ kind: 'podman', lines: [line.number], value: 'podman' }));
}
