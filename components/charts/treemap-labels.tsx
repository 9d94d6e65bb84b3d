import { formatBytes } from '@/lib/domain/bytes';
import { ledgerTitles } from '@/lib/domain/ledger-titles';
import { printableName } from '@/lib/domain/names';
import { mapWords } from './map-words';
import type { Area, TreemapNode } from './treemap-layout';

type Box = Pick<Area, 'data' | 'value' | 'x0' | 'x1' | 'y0' | 'y1'>;

/** Twelve pixels of the sans: words take less than the digits of a name, which all have one width. */
const wordPixels = 6.4;
const digitPixels = 7.5;
/** A name of 64 characters is told apart by far fewer. */
const longestName = 26;
const linePixels = 15;
/** Fewer letters than this say nothing. */
const fewest = 10;

/** The block that no one needs to read is the biggest of most disks: it says so itself. */
export function titleOf({ row }: Pick<TreemapNode, 'row'>): string {
  if (row === null) return '';
  return row === 'not-docker' ? mapWords.notLookedAt : ledgerTitles[row].title;
}

export function wordsOf(node: TreemapNode): string {
  return `${titleOf(node)}${node.name ? `: ${printableName(node.name)}` : ''}, ${formatBytes(node.bytes)}`;
}

/** Above the objects of a row: the row's title with its bytes, so that the small ones among them have a name too. */
export function RowTitle({ data, value, x0, x1, y0 }: Box) {
  const room = Math.floor((x1 - x0 - 8) / wordPixels);
  const title = titleOf(data);
  const withBytes = `${title} ${formatBytes(value ?? 0)}`;
  return (
    <text x={x0 + 4} y={y0 + 13} fill="var(--color-ink)" pointerEvents="none" className="text-xs font-medium">
      {withBytes.length <= room ? withBytes : endCut(title, room)}
    </text>
  );
}

/** Name and size on a plate of the paper's colour: on a hatch, or on a colour of the other theme, letters alone cannot be read. */
export function AreaLabel({ data, x0, x1, y0, y1, isTitled }: Box & { isTitled: boolean }) {
  const lines = Math.min(2, Math.floor((y1 - y0 - 8) / linePixels));
  const texts = textsOf(data, x1 - x0 - 12, lines, isTitled);
  if (texts.length === 0) return null;
  const width = Math.max(...texts.map((text) => text.length * pixelsOf(text))) + 8;
  return (
    <g pointerEvents="none" className="text-xs">
      <rect
        x={x0 + 3}
        y={y0 + 3}
        width={Math.min(width, x1 - x0 - 6)}
        height={texts.length * linePixels + 3}
        rx="2"
        fill="var(--color-sheet)"
      />
      {texts.map((text, index) => (
        <text key={text} x={x0 + 7} y={y0 + 15 + index * linePixels} fill="var(--color-ink)">
          {text}
        </text>
      ))}
    </g>
  );
}

function pixelsOf(text: string): number {
  return /\d/.test(text) && !/\s/.test(text) ? digitPixels : wordPixels;
}

/** Whole words or nothing: a size that fits says more than half a name, and the row's title names what has no label. */
function textsOf(data: TreemapNode, pixels: number, lines: number, isTitled: boolean): string[] {
  if (lines < 1 || data.row === null) return [];
  const size = formatBytes(data.bytes);
  const fullName = printableName(data.label) || (isTitled ? '' : titleOf(data));
  const room = Math.min(longestName, Math.floor(pixels / pixelsOf(fullName)));
  const name = fullName.length <= room ? fullName : room >= fewest ? middleCut(fullName, room) : '';
  const texts = [name, size.length * wordPixels <= pixels ? size : ''].filter((text) => text !== '');
  return lines === 1 ? texts.slice(0, 1) : texts;
}

/** Names of layers are told apart by their ends; a title is read from its beginning. */
function middleCut(text: string, room: number): string {
  if (/\s/.test(text)) return endCut(text, room);
  const tail = Math.floor((room - 1) / 2);
  return `${text.slice(0, room - 1 - tail)}…${text.slice(-tail)}`;
}

function endCut(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1)).trimEnd()}…`;
}
