import type { EngineFacts } from '../../domain/engine-facts.ts';
import type { Fact, Unknown } from '../../domain/fact.ts';
import type { FactSections, SectionId } from '../../domain/host-facts.ts';
import type { InPieces } from '../../domain/slices.ts';
import type { Sh } from '../../shell/sh.ts';
import type { KnownDatabases } from '../parsers/containerd/known-databases.ts';
import type { SectionOutput } from './section-output.ts';

/**
 * One section of the one script that looks at a host. A collector is one file of this folder, default-exported, `id` = file name.
 *
 * Its `script` is the body of a subshell, run below a time limit, at the lowest priority, with stdin at /dev/null, under
 * whichever POSIX shell the host has. It must never write, never walk a tree, and never fork per object. It finds:
 *
 *   $BILGE_ROOT            the data root, resolved; empty where it could not be found
 *   $BILGE_REQUESTED_ROOT  the same as configured
 *   $BILGE_DRIVER          the graph driver; empty where it is not known
 *   $BILGE_CONTAINERD_ROOT the root of Docker's containerd, and what lib/shell/prelude/find-containerd.ts sets beside it
 *   $BILGE_UID             effective user id
 *   $BILGE_STAT, _FIND     absolute paths of the best `stat` and `find`
 *   the functions of lib/shell/prelude/section-functions.ts
 *
 * Exit 0 says "complete". `bilge_missing`, `bilge_denied` and `bilge_no_tool` end the section with a reason for a person.
 * What a tool prints on stderr (other than that something is gone by now) makes the section unknown: silence a complaint only
 * where losing that object changes nothing.
 */
export interface Collector<K extends SectionId = SectionId> {
  id: K;
  limitSeconds: number;
  /** for big sections; sent plain where the host has no gzip */
  gzip?: boolean;
  /**
   * The script calls bilge_stamp with objects whose times change whenever what it would read does, and whose content never changes
   * otherwise: then a later scan over the same connection takes what an earlier one has read (session-memory.ts).
   */
  stamped?: boolean;
  /** The script reads databases with bilge_database: one that is the same as in an earlier scan over the same connection is not sent again. */
  knowsDatabases?: boolean;
  /** stderr does not make the section unknown: what is missing then shows up in the values themselves */
  toleratesComplaints?: boolean;
  appliesTo(context: CollectorContext): true | Unknown;
  script(context: CollectorContext): Sh;
  /** @throws ParseFailure where the output is not what it has to be; never returns an empty value for garbage */
  parse(output: SectionOutput, context: ParseContext): Parsed<K>;
}

/** A section that may hold thousands of objects is parsed in pieces; every other at once. */
export type Parsed<K extends SectionId> = FactSections[K] | InPieces<FactSections[K]>;

/** Also a section that is parsed at once, as work in pieces. */
export function* inPiecesOf<K extends SectionId>(parsed: Parsed<K>): InPieces<FactSections[K]> {
  return isInPieces(parsed) ? yield* parsed : parsed;
}

/** No section is an object with a function of its own: facts are data. */
function isInPieces<K extends SectionId>(parsed: Parsed<K>): parsed is InPieces<FactSections[K]> {
  return 'next' in parsed && typeof parsed.next === 'function';
}

/** What is known before the script is sent. */
export interface CollectorContext {
  /** null: the Engine does not answer, the script looks for the data root itself */
  engine: EngineFacts | null;
}

/** What the script found out about itself. */
export interface HostContext {
  dataRoot: string | null;
  requestedDataRoot: string | null;
  driver: string | null;
  effectiveUid: number;
}

export interface ParseContext extends CollectorContext {
  host: HostContext;
  /** sections that were read before this one (collect.ts holds the order) */
  section<K extends SectionId>(id: K): Fact<FactSections[K]>;
  /** for a section that knows databases */
  databases?: KnownDatabases;
}
