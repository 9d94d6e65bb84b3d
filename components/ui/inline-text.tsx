/** Checks and guards write commands in backticks; everything else of their text is plain. */
export function InlineText({ text }: { text: string }) {
  return text.split(/(`[^`\n]+`)/).map((part, index) =>
    part.startsWith('`') && part.length > 2 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one immutable text have no other name
      <code key={index} className="rounded-sm bg-well px-1 text-[0.875em] break-words">
        {part.slice(1, -1)}
      </code>
    ) : (
      part
    ),
  );
}
