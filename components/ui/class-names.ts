import { type ClassValue, clsx } from 'clsx';

/**
 * The kinds of classes that a component's owner overrides. A library that knows all kinds (tailwind-merge) weighs as much as everything
 * that every page of the dashboard loads besides; a kind that is not listed is never dropped. The test compares this with that library.
 */
const kinds: readonly RegExp[] = [
  /^-?(m[xytblr]?|p[xytblr]?|(?:min-|max-)?[hw]|size|whitespace|leading)-/,
  /^(gap)-\d/,
  /^(text)-(?:xs|sm|base|lg|xl|2xl)$/,
  /^t(ext)-(?:ink|soft|faint|paper|signal|critical|warning|info|leak|on)(?:-|$)/,
  /^(font)-(?:normal|medium|semibold|bold)$/,
  /^f(ont)-(?:mono|sans)$/,
  /^(rounded)(?:-(?:none|sm|md|full))?$/,
  /^(justify)-(?:start|end|center|between|around|evenly)$/,
  /^(flex)-(?:row|col)$/,
];

/** A size of text brings its own line height; a size is a width and a height. */
const covers: Readonly<Record<string, readonly string[]>> = {
  'kind text': ['kind leading'],
  'kind size': ['kind w', 'kind h'],
};

function kindOf(name: string): string {
  for (const kind of kinds) {
    const found = kind.exec(name)?.[1];
    if (found !== undefined) return `kind ${found}`;
  }
  return name;
}

/** Later classes win over earlier ones of the same kind. */
export function classNames(...values: ClassValue[]): string {
  const seen = new Set<string>();
  const isLast = (name: string): boolean => {
    const kind = kindOf(name);
    const isNew = !seen.has(kind);
    seen.add(kind);
    for (const covered of covers[kind] ?? []) seen.add(covered);
    return isNew;
  };
  return clsx(values).split(' ').reverse().filter(isLast).reverse().join(' ');
}
