import { formatDay, type Reader } from '@/lib/domain/format';
import { saveWords } from './save-words';
import { layOutSays, type Stretch } from './says-layout';
import type { SaysPicture } from './says-picture';
import { amountWords, diskWords, unseenWords } from './says-words';

interface DrawOptions {
  /** null: left out */
  hostName: string | null;
  scannedAt: string;
  version: string;
  reader: Reader;
}

const width = 1200;
const margin = 56;
const barHeight = 64;
const inner = width - 2 * margin;

/** In the theme of the page, as its owner sees it. */
export async function drawSays(
  picture: SaysPicture,
  { hostName, scannedAt, version, reader }: DrawOptions,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  const top = hostName === null ? 64 : 104;
  const height = top + 376;
  canvas.height = height;
  const brush = canvas.getContext('2d');
  if (!brush) throw new Error('This browser offers no canvas.');
  const colour = pageColours();
  const family = getComputedStyle(document.body).fontFamily;
  const write = (
    text: string,
    x: number,
    y: number,
    style: { size: number; weight?: number; tone?: string; align?: CanvasTextAlign },
  ) => {
    brush.font = `${style.weight ?? 400} ${style.size}px ${family}`;
    brush.fillStyle = colour(style.tone ?? 'ink');
    brush.textAlign = style.align ?? 'left';
    brush.fillText(text, x, y, inner);
  };
  const layout = layOutSays(picture);
  brush.fillStyle = colour('sheet');
  brush.fillRect(0, 0, width, height);
  const bar = (y: number, stretches: Stretch[] | null, why: string) => {
    if (stretches === null) {
      brush.setLineDash([8, 6]);
      brush.strokeStyle = colour('edge');
      brush.strokeRect(margin, y, inner, barHeight);
      brush.setLineDash([]);
      write(`Unknown: ${why}`, margin + 16, y + 40, { size: 22, tone: 'soft' });
      return;
    }
    brush.fillStyle = colour('well');
    brush.fillRect(margin, y, inner, barHeight);
    for (const stretch of stretches) drawStretch(brush, colour, stretch, y);
  };
  if (hostName !== null) write(hostName, margin, 64, { size: 34, weight: 600 });
  write(saveWords.dockerSays, margin, top + 20, { size: 28, tone: 'soft' });
  write(amountWords(picture.docker), width - margin, top + 20, { size: 34, weight: 600, align: 'right' });
  bar(top + 36, layout.docker, picture.docker.state === 'unknown' ? picture.docker.why : '');
  write(saveWords.diskSays, margin, top + 156, { size: 28, tone: 'soft' });
  write(diskWords(picture), width - margin, top + 156, { size: 34, weight: 600, align: 'right' });
  bar(
    top + 172,
    layout.disk ? [...layout.disk, ...layout.unseen] : null,
    picture.disk.state === 'unknown' ? picture.disk.why : '',
  );
  write(unseenWords(picture), width - margin, top + 284, { size: 34, weight: 600, tone: 'leak', align: 'right' });
  write(saveWords.madeBy(version, formatDay(scannedAt, reader)), margin, height - 32, { size: 20, tone: 'faint' });
  return await new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('This browser made no picture of it.')))),
  );
}

type Colour = (token: string) => string;

/** A canvas knows no custom properties, so an element is asked what a token of the theme comes to. */
function pageColours(): Colour {
  return (token) => {
    const probe = document.createElement('span');
    probe.style.color = `var(--color-${token})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}

function drawStretch(
  brush: CanvasRenderingContext2D,
  colour: Colour,
  { row, start, width: share }: Stretch,
  y: number,
) {
  const x = margin + (start / 100) * inner;
  const length = (share / 100) * inner;
  if (row !== 'leaked-layers') {
    brush.fillStyle = colour(`row-${row}`);
    brush.fillRect(x, y, length, barHeight);
    return;
  }
  brush.save();
  brush.beginPath();
  brush.rect(x, y, length, barHeight);
  brush.fillStyle = colour('leak-wash');
  brush.fill();
  brush.clip();
  brush.strokeStyle = colour('leak');
  brush.lineWidth = 5;
  for (let from = x - barHeight; from < x + length; from += 14) {
    brush.beginPath();
    brush.moveTo(from, y + barHeight);
    brush.lineTo(from + barHeight, y);
    brush.stroke();
  }
  brush.lineWidth = 3;
  brush.strokeRect(x, y, length, barHeight);
  brush.restore();
}
