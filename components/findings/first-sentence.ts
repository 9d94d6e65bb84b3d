/**
 * The one line of a folded finding: the first sentence says why it matters (docs/glossary.md and the checks keep it so).
 * A dot inside a command in backticks, or in a version or a path, ends nothing: only one before a blank or the end does.
 */
export function firstSentence(text: string): string {
  const paragraph = text.split(/\n/, 1)[0] ?? '';
  let inCommand = false;
  for (let index = 0; index < paragraph.length; index += 1) {
    const sign = paragraph[index];
    if (sign === '`') inCommand = !inCommand;
    if (inCommand || (sign !== '.' && sign !== '!' && sign !== '?')) continue;
    const next = paragraph[index + 1];
    if (next === undefined || next === ' ') return paragraph.slice(0, index + 1);
  }
  return paragraph;
}
