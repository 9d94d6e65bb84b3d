/**
 * The texts of a room as one page for a reviewer: a line for each, `name: text`, functions with the samples that are given for them. A
 * function without a sample is an error, so that no text is left out.
 */
export function roomTexts(
  words: Readonly<Record<string, unknown>>,
  samples: Readonly<Record<string, readonly (readonly unknown[])[]>> = {},
): string {
  const lines = Object.entries(words).flatMap(([name, word]) => {
    if (typeof word === 'string') return [`${name}: ${word}`];
    if (typeof word !== 'function') throw new TypeError(`${name} is neither a text nor a function`);
    const asked = samples[name];
    if (asked === undefined) throw new TypeError(`${name} has no sample`);
    return asked.map((given) => `${name}: ${String(word(...given))}`);
  });
  return `${lines.join('\n')}\n`;
}
