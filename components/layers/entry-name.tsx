import { printableName } from '@/lib/domain/names';

const tailLength = 10;

/**
 * Names of layers are told apart by their end: what lies before the last part gives way first (a phone has no room for it at all), then
 * the middle of the last part. The text stays whole for a screen reader and for copying.
 */
export function EntryName({ text }: { text: string }) {
  const shown = printableName(text);
  const cut = shown.replace(/\/+$/, '').lastIndexOf('/') + 1;
  const last = shown.slice(cut);
  const head = last.slice(0, Math.max(0, last.length - tailLength));
  return (
    <span className="flex min-w-0 font-mono text-xs" title={shown}>
      {cut > 0 ? <span className="min-w-0 shrink-[9999] truncate max-sm:hidden">{shown.slice(0, cut)}</span> : null}
      {head === '' ? null : <span className="truncate">{head}</span>}
      <span className="shrink-0">{last.slice(head.length)}</span>
    </span>
  );
}
