import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { PlannedStep, PlanSite } from '../../domain/plan.ts';
import { sampleLayerStep, sampleSite } from './sample-draft.ts';

interface Layer {
  name: string;
  link: string;
}

/** For tests: an overlay2 data root of empty layers, laid out as dockerd 20.10 does (docs/reference/docker-on-disk.md#the-data-root). */
export class LayerTree {
  readonly root: string;
  readonly directory: string;
  readonly quarantine: string;

  constructor(root: string) {
    this.root = root;
    this.directory = path.join(root, 'overlay2');
    this.quarantine = path.join(this.directory, '.bilge-quarantine');
    fs.mkdirSync(path.join(this.directory, 'l'), { recursive: true });
    fs.mkdirSync(path.join(root, 'image/overlay2/layerdb/sha256'), { recursive: true });
    fs.mkdirSync(path.join(root, 'run'));
  }

  site(): PlanSite {
    return sampleSite({
      dataRoot: this.root,
      requestedDataRoot: this.root,
      driverDirectory: this.directory,
      layerDatabase: path.join(this.root, 'image/overlay2/layerdb'),
      runRoots: [path.join(this.root, 'run')],
      lockRoots: [path.join(this.root, 'run')],
    });
  }

  layer(letter: string, lowers: readonly Layer[] = []): Layer {
    const layer = { name: letter.repeat(25), link: letter.toUpperCase().repeat(26) };
    fs.mkdirSync(path.join(this.directory, layer.name, 'diff'), { recursive: true });
    fs.writeFileSync(path.join(this.directory, layer.name, 'diff', 'file'), letter);
    fs.writeFileSync(path.join(this.directory, layer.name, 'link'), layer.link);
    fs.symlinkSync(`../${layer.name}/diff`, path.join(this.directory, 'l', layer.link));
    for (const lower of lowers) this.addLower(layer, lower);
    return layer;
  }

  addLower(layer: Layer, lower: Layer): void {
    fs.writeFileSync(path.join(this.directory, layer.name, 'lower'), `l/${lower.link}`);
  }

  reference(layer: Layer): void {
    const chain = path.join(this.root, 'image/overlay2/layerdb/sha256', 'f'.repeat(64));
    fs.mkdirSync(chain, { recursive: true });
    fs.writeFileSync(path.join(chain, 'cache-id'), layer.name);
  }

  writeBuildkit(text: string): string {
    const bytes = Buffer.alloc(16384);
    bytes.write(text, 9000);
    fs.mkdirSync(path.join(this.root, 'buildkit'), { recursive: true });
    fs.writeFileSync(path.join(this.root, 'buildkit/snapshots.db'), bytes);
    return `4096:${createHash('sha256').update(bytes.subarray(0, 8192)).digest('hex')}`;
  }

  step(number: number, layer: Layer, op = 'set-aside-layer'): PlannedStep {
    const where =
      op === 'set-aside-layer' || !fs.existsSync(this.quarantine)
        ? path.join(this.directory, layer.name)
        : path.join(this.quarantine, `${layer.name}.set-aside`);
    const step = sampleLayerStep(number, layer.name, fs.statSync(where).ino, op);
    return { ...step, args: { ...step.args, link: layer.link } };
  }

  names(): string[] {
    return fs
      .readdirSync(this.directory)
      .filter((name) => name !== 'l' && name !== '.bilge-quarantine')
      .sort();
  }

  quarantined(): string[] {
    return fs.readdirSync(this.quarantine).sort();
  }
}

export function checkStep(number: number, when: 'before' | 'canary' | 'after'): PlannedStep {
  return { ...sampleLayerStep(number, 'a'.repeat(25), 1), op: 'check-references', args: { when } };
}
