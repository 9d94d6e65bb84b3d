import { CommandError, messageOf, ParseFailure } from '../domain/errors.ts';
import { type Fact, known, type Unknown, unknown } from '../domain/fact.ts';
import type { FactSections, SectionId } from '../domain/host-facts.ts';
import { printableName } from '../domain/names.ts';
import type { InPieces } from '../domain/slices.ts';
import { type Collector, inPiecesOf, type ParseContext } from './collectors/collector.ts';
import type { Frame, FramedSection } from './frame.ts';
import { rememberedFact, type SessionMemory, saysSame } from './session-memory.ts';

/** How the whole script ended: says why a section is missing. */
export interface ScriptEnding {
  timedOut: boolean;
  truncated: boolean;
  limitSeconds: number;
}

/** One section's output → its fact. Whatever is not whole becomes unknown with a reason a person can act on. */
export function* sectionFact<K extends SectionId>(
  collector: Collector<K>,
  frame: Frame,
  context: ParseContext,
  ending: ScriptEnding,
  memory: SessionMemory,
): InPieces<Fact<FactSections[K]>> {
  const section = frame.sections.get(collector.id);
  if (section === undefined || section === 'cut') return missing(collector, ending);
  if (section === 'damaged') {
    return unknown('truncated', `What the host sent for ${collector.id} came back damaged. Scan again.`);
  }
  const refused = refusal(collector, section);
  if (refused !== null) return refused;
  if (saysSame(section.output)) return rememberedFact(memory, collector.id);
  try {
    return known(yield* inPiecesOf(collector.parse(section.output, context)));
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error;
    const sample = error.sample === '' ? '' : ` It read: ${printableName(error.sample.slice(0, 160))}`;
    return unknown('unparseable', `${error.userMessage}${sample}`);
  }
}

function missing(collector: Collector, ending: ScriptEnding): Unknown {
  if (ending.timedOut) {
    return unknown(
      'timed-out',
      `The scan was stopped after ${ending.limitSeconds} s, before it had read ${collector.id}. Is the host very busy? Scan again, or give it more time.`,
    );
  }
  return unknown(
    'truncated',
    ending.truncated
      ? `The host sent more than Bilge keeps; ${collector.id} was cut off.`
      : `The connection ended before ${collector.id} was read. Scan again.`,
  );
}

function refusal(collector: Collector, section: FramedSection): Unknown | null {
  const said = printableName(section.output.stderr.split('\n').slice(-3).join(' ').slice(-400));
  switch (section.exitCode) {
    case 0:
      return collector.toleratesComplaints === true ? null : complaint(collector, section);
    case 76:
      return unknown('not-collected', said);
    case 77:
      return unknown('permission-denied', `${said} Connect as root or with sudo to see this.`);
    case 78:
      return unknown('tool-missing', said);
    case 124:
    case 137:
    case 143:
      return unknown(
        'timed-out',
        `Reading ${collector.id} took more than ${collector.limitSeconds} s on the host and was stopped.`,
      );
    default:
      return unknown('unparseable', `Reading ${collector.id} ended with exit code ${section.exitCode}: ${said}`);
  }
}

/** Things that vanish while they are read are normal on a busy host; every other complaint means that something was not read. */
const harmless = /No such file|No such process|terminated with signal 13|Broken pipe/;

function complaint(collector: Collector, section: FramedSection): Unknown | null {
  if (!section.stderrIsComplete) {
    return unknown('truncated', `The complaints of the host's tools about ${collector.id} were too many to be kept.`);
  }
  const serious = section.output.stderr.split('\n').filter((line) => line.trim() !== '' && !harmless.test(line));
  const first = serious[0];
  if (first === undefined) return null;
  const text = printableName(first.slice(0, 300));
  const denied = /Permission denied|Operation not permitted/.test(first);
  return unknown(
    denied ? 'permission-denied' : 'unparseable',
    `Reading ${collector.id} on the host met ${serious.length === 1 ? 'a problem' : `${serious.length} problems`}: ${text}`,
  );
}

/** For an Engine call that failed. */
export function engineUnknown(what: string, error: unknown): Unknown {
  if (error instanceof ParseFailure) return unknown('unparseable', error.userMessage);
  if (error instanceof CommandError && error.timedOut) return unknown('timed-out', error.userMessage);
  const code = typeof error === 'object' && error !== null && 'failure' in error ? String(error.failure) : '';
  const reason =
    code === 'timed-out' ? 'timed-out' : code === 'docker-permission' ? 'permission-denied' : 'no-capability';
  return unknown(reason, `Asking the Engine for ${what} failed: ${messageOf(error)}`);
}
