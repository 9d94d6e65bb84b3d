/** The header's text is anybody's: only a language whose dates this server can write comes out, without the tag's extensions. */
export function parseLocale(acceptLanguage: string | null): string | null {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*q=/))
    .map(([tag = '', weight = '1']) => ({ tag, weight: Number(weight) }))
    .filter(({ tag, weight }) => weight > 0 && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(tag))
    .toSorted((one, other) => other.weight - one.weight);
  for (const { tag } of wanted) {
    try {
      const [known] = Intl.DateTimeFormat.supportedLocalesOf(tag);
      if (known !== undefined) return new Intl.Locale(known).baseName;
    } catch {
      // no tag after all
    }
  }
  return null;
}
