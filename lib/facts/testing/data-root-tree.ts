import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Writes files below `root`; a name may be bytes. Folders come by themselves; a value of null makes an empty folder. */
export function writeTree(root: string, files: Record<string, string | Buffer | null>): void {
  for (const [name, content] of Object.entries(files)) {
    const target = path.join(root, name);
    fs.mkdirSync(content === null ? target : path.dirname(target), { recursive: true });
    if (content !== null) fs.writeFileSync(target, content);
  }
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const linkName = (index: number): string => `L${index.toString(36).toUpperCase().padStart(25, '0')}`;

/** A data root as overlay2 leaves it: `images` stacks of `depth` layers, layerdb and imagedb that name them. */
export function overlay2Tree(root: string, options: { images: number; depth: number }): void {
  fs.mkdirSync(`${root}/overlay2/l`, { recursive: true });
  for (const folder of [
    'tmp',
    'containers',
    'volumes',
    'image/overlay2/layerdb/mounts',
    'image/overlay2/layerdb/tmp',
  ]) {
    fs.mkdirSync(`${root}/${folder}`, { recursive: true });
  }
  for (let image = 0; image < options.images; image += 1) oneImage(root, image, options.depth);
  fs.writeFileSync(`${root}/image/overlay2/repositories.json`, '{"Repositories":{}}');
}

function oneImage(root: string, image: number, depth: number): void {
  const below: string[] = [];
  const diffIds: string[] = [];
  let parent = '';
  for (let layer = 0; layer < depth; layer += 1) {
    const id = hex(`dir ${image} ${layer}`);
    const link = linkName(image * depth + layer);
    const diffId = `sha256:${hex(`diff ${image} ${layer}`)}`;
    const chain = layer === 0 ? diffId : `sha256:${hex(`${parent} ${diffId}`)}`;
    fs.mkdirSync(`${root}/overlay2/${id}/diff`, { recursive: true });
    fs.writeFileSync(`${root}/overlay2/${id}/link`, link);
    if (below.length > 0) fs.writeFileSync(`${root}/overlay2/${id}/lower`, below.map((each) => `l/${each}`).join(':'));
    fs.symlinkSync(`../${id}/diff`, `${root}/overlay2/l/${link}`);
    writeTree(`${root}/image/overlay2/layerdb/sha256/${chain.slice(7)}`, {
      'cache-id': id,
      diff: diffId,
      size: String(1000 + layer),
      'tar-split.json.gz': 'x',
      ...(layer === 0 ? {} : { parent }),
    });
    diffIds.push(diffId);
    below.unshift(link);
    parent = chain;
  }
  const config = JSON.stringify({
    architecture: 'amd64',
    config: { Env: ['A=b'] },
    rootfs: { type: 'layers', diff_ids: diffIds },
  });
  writeTree(`${root}/image/overlay2/imagedb/content/sha256`, { [hex(config)]: config });
}
