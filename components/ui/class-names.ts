import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

const merge = extendTailwindMerge({
  extend: { theme: { text: ['xs', 'sm', 'base', 'lg', 'xl', '2xl'] } },
});

/** Later classes win over earlier ones of the same kind. */
export function classNames(...values: ClassValue[]): string {
  return merge(clsx(values));
}
