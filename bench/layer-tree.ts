import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * A data root as overlay2 leaves it, without an engine: `layers` directories with `filesPerLayer` files each, the layerdb and
 * imagedb that name all but every tenth of them (the leaked ones). The shape of docs/reference/docker-on-disk.md#the-data-root, so
 * the collector reads it like a real one. One image per ten layers; chains of ten, each with `lower` to the ones below.
 */
export interface LayerTree {
  root: string;
  layers: number;
  filesPerLayer: number;
  leaked: string[];
}

const linkAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function buildLayerTree(root: string, layers: number, filesPerLayer: number): LayerTree {
  const overlay = path.join(root, 'overlay2');
  const layerdb = path.join(root, 'image/overlay2/layerdb');
  const content = path.join(root, 'image/overlay2/imagedb/content/sha256');
  for (const folder of [
    path.join(overlay, 'l'),
    path.join(layerdb, 'sha256'),
    path.join(layerdb, 'mounts'),
    path.join(layerdb, 'tmp'),
    content,
    path.join(root, 'containers'),
    path.join(root, 'volumes'),
    path.join(root, 'buildkit'),
  ]) {
    fs.mkdirSync(folder, { recursive: true });
  }
  const leaked: string[] = [];
  const references: Record<string, Record<string, string>> = {};
  let below: { link: string; chain: string; diffIds: string[] } | null = null;
  for (let index = 0; index < layers; index += 1) {
    const isLeaked = index % 10 === 9;
    const id = randomBytes(32).toString('hex');
    const link = linkName();
    const directory = path.join(overlay, id);
    writeLayer(directory, filesPerLayer);
    fs.writeFileSync(path.join(directory, 'link'), link);
    fs.symlinkSync(`../${id}/diff`, path.join(overlay, 'l', link));
    if (isLeaked) {
      leaked.push(id);
      below = null;
      continue;
    }
    const lowers: string = below ? `l/${below.link}` : '';
    if (below) {
      const belowLower = readIfThere(path.join(overlay, 'l', below.link, '..', 'lower'));
      fs.writeFileSync(path.join(directory, 'lower'), belowLower ? `${lowers}:${belowLower}` : lowers);
      fs.mkdirSync(path.join(directory, 'work'));
    }
    const diffId = `sha256:${randomBytes(32).toString('hex')}`;
    const chain: string = below
      ? createHash('sha256').update(`sha256:${below.chain} ${diffId}`).digest('hex')
      : diffId.slice(7);
    const entry = path.join(layerdb, 'sha256', chain);
    fs.mkdirSync(entry);
    fs.writeFileSync(path.join(entry, 'cache-id'), id);
    fs.writeFileSync(path.join(entry, 'diff'), diffId);
    fs.writeFileSync(path.join(entry, 'size'), String(filesPerLayer * 100));
    if (below) fs.writeFileSync(path.join(entry, 'parent'), `sha256:${below.chain}`);
    const diffIds: string[] = [...(below?.diffIds ?? []), diffId];
    below = { link, chain, diffIds };
    if (index % 10 === 8 || index === layers - 1) {
      const config = JSON.stringify({
        architecture: 'amd64',
        os: 'linux',
        config: {},
        rootfs: { type: 'layers', diff_ids: diffIds },
      });
      const imageId = createHash('sha256').update(config).digest('hex');
      fs.writeFileSync(path.join(content, imageId), config);
      references[`bench${index}`] = { [`bench${index}:latest`]: `sha256:${imageId}` };
      below = null;
    }
  }
  fs.writeFileSync(path.join(root, 'image/overlay2/repositories.json'), JSON.stringify({ Repositories: references }));
  // The daemon's start, after every layer was born: the birth gate (docs/reference/docker-on-disk.md#the-birth-gate) is two seconds wide.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
  fs.mkdirSync(path.join(root, 'tmp'));
  return { root, layers, filesPerLayer, leaked };
}

function writeLayer(directory: string, files: number): void {
  const perFolder = 100;
  for (let folder = 0; folder * perFolder < files; folder += 1) {
    const target = path.join(directory, 'diff', `usr-${folder}`);
    fs.mkdirSync(target, { recursive: true });
    const count = Math.min(perFolder, files - folder * perFolder);
    for (let file = 0; file < count; file += 1) fs.closeSync(fs.openSync(path.join(target, `file-${file}.so`), 'w'));
  }
  fs.mkdirSync(path.join(directory, 'diff'), { recursive: true });
}

function readIfThere(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function linkName(): string {
  return Array.from(randomBytes(26), (byte) => linkAlphabet[byte & 31]).join('');
}
