import { z } from 'zod';
import type { ScriptPlan, ScriptVariables, StepWords } from './op.ts';

/**
 * A layer directory as the script gets it. The grammar is that of docs/reference/docker-on-disk.md#names-of-layer-directories:
 * anything else in a driver's directory is never a candidate, and a name without blanks or slashes can be a word in a list.
 */
export const layerName = z
  .string()
  .regex(/^(?:[0-9a-f]{64}(?:-init)?|[0-9a-z]{25})$/, 'not the name of a layer directory');

export const layerArguments = z.object({
  name: layerName,
  inode: z.number().int().positive(),
  /** seconds; null if neither statx nor btrfs has it */
  birthSeconds: z.number().int().nullable(),
  /** overlay2: the short name below l/ */
  link: z
    .string()
    .regex(/^[A-Z0-9]{26}$/)
    .nullable(),
  subvolumeId: z.number().int().positive().nullable(),
  uuid: z
    .string()
    .regex(/^[0-9a-f-]{36}$/)
    .nullable(),
  /** from the top level of the filesystem */
  subvolumePath: z.string().nullable(),
  /** ids of the subvolumes inside it, ascending */
  nested: z.array(z.string().regex(/^\d+$/)),
  /** Docker began to remove it before the running daemon was started, and never finished */
  isRemoving: z.boolean().default(false),
});
export type LayerArguments = z.output<typeof layerArguments>;

/** In the order in which the shell takes them: "Items" in ops/shell/layer-directories.sh. */
export function layerWords(args: LayerArguments): StepWords {
  return {
    name: args.name,
    inode: args.inode,
    birth: args.birthSeconds ?? '-',
    link: args.link ?? '-',
    btrfsId: args.subvolumeId ?? '-',
    btrfsUuid: args.uuid ?? '-',
    btrfsPath: args.subvolumePath ?? '-',
    nestedIds: args.nested.length === 0 ? '-' : args.nested.join(','),
    removing: args.isRemoving ? 'removing' : '-',
  };
}

export const layerPieces = [
  'host-references',
  'subvolumes',
  'layer-directories',
  'overlay-lowers',
  'layer-records',
] as const;
export const layerGuards = [
  'identity',
  'layer-database',
  'live-mounts',
  'buildkit',
  'overlay-lowers',
  'subvolume-identity',
  'quarantine',
];

/** What host-references.sh and layer-directories.sh need to know about the whole plan. */
export function layerVariables({ site, batches }: ScriptPlan): ScriptVariables {
  const layers = batches.filter(({ op }) => op.pieces.includes('layer-directories'));
  // A run that quarantines and deletes names the same objects twice.
  const first = layers.filter(({ op }) => op.id !== 'purge-entry');
  return {
    // What is in use is read for the names in all of these batches at once.
    plan_batches: (first.length > 0 ? first : layers).map(({ name }) => name),
    excused_lowers: site.excusedLowers ?? [],
  };
}
