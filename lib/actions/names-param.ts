import { z } from 'zod';

/** `names=a,b` or `names=all`. There is no default: what is cleaned is an explicit choice (docs/reference/guard-lessons.md#g3). */
export const namesParam = z
  .string('name the objects, separated by commas, or use all')
  .min(1, 'name the objects, separated by commas, or use all')
  .transform((text) =>
    text === 'all'
      ? ('all' as const)
      : text
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== ''),
  );

export type Names = z.output<typeof namesParam>;

export function isNamed(names: Names, ...ids: string[]): boolean {
  return names === 'all' || ids.some((id) => names.includes(id));
}

/** Names that do not exist are reported, not ignored. */
export function missingNames(names: Names, present: ReadonlySet<string>): string[] {
  return names === 'all' ? [] : names.filter((name) => !present.has(name));
}
