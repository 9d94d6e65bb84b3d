import { z } from 'zod';
import { type Sh, sh } from '../../shell/sh.ts';

/**
 * A layer directory as the script is told of it. The grammar is that of docs/reference/docker-on-disk.md#names-of-layer-directories:
 * anything else in a driver's directory is never a candidate, and without blanks or slashes a name can stand in a list.
 */
export const layerName = z
  .string()
  .regex(/^(?:[0-9a-f]{64}(?:-init)?|[0-9a-z]{25})$/, 'not the name of a layer directory');

export const layerArguments = z.object({
  name: layerName,
  inode: z.number().int().positive(),
  /** seconds; null where neither statx nor btrfs tells */
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

export function layerWords(args: LayerArguments): Sh {
  return sh`${[
    args.name,
    args.inode,
    args.birthSeconds ?? '-',
    args.link ?? '-',
    args.subvolumeId ?? '-',
    args.uuid ?? '-',
    args.subvolumePath ?? '-',
    args.nested.length === 0 ? '-' : args.nested.join(','),
    args.isRemoving ? 'removing' : '-',
  ]}`;
}

export const layerPieces = ['host-references', 'subvolumes', 'layer-directories'] as const;
export const layerGuards = [
  'identity',
  'layer-database',
  'live-mounts',
  'buildkit',
  'overlay-lowers',
  'subvolume-identity',
  'quarantine',
];
