import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StepArguments } from '../../domain/plan.ts';
import { type Answer, became, StubHost } from './testing/stub-host.ts';

/** The writable layer of a lost container, its init layer and Docker's record of them: they go together, and come back together. */
let host: StubHost;
afterEach(() => host?.remove());

const entry = 'e'.repeat(64);
const parent = 'f'.repeat(64);
const layerName = 'a'.repeat(25);
const initName = 'b'.repeat(25);
const store = (file: string) => path.join(host.root, 'image/overlay2/layerdb', file);
const isThere = (file: string) => fs.existsSync(file);

function lost(answers: Answer[] = []): [layer: StepArguments, init: StepArguments] {
  host = new StubHost([
    { tool: 'systemctl', when: 'show --property=LoadState *', says: 'LoadState=loaded' },
    { tool: 'systemctl', when: 'show --property=ActiveState *', says: 'ActiveState=inactive' },
    { tool: 'docker', when: 'version *', says: '26.1.5' },
    ...answers,
  ]);
  const [layer, init] = [host.layer('a'), host.layer('b')];
  fs.mkdirSync(store(`sha256/${parent}`), { recursive: true });
  fs.mkdirSync(store(`mounts/${entry}`), { recursive: true });
  for (const [file, text] of [
    ['mount-id', layer.name],
    ['init-id', init.name],
    ['parent', `sha256:${parent}`],
  ] as const)
    fs.writeFileSync(store(`mounts/${entry}/${file}`), text);
  return [
    { ...host.step(1, layer).args, entry, other: init.name, role: 'layer' },
    { ...host.step(2, init).args, entry, other: layer.name, role: 'init' },
  ];
}

const record = () =>
  ['mount-id', 'init-id', 'parent'].map((file) => {
    const at = store(`mounts/${entry}/${file}`);
    return isThere(at) ? fs.readFileSync(at, 'utf8') : null;
  });
const whole = [layerName, initName, `sha256:${parent}`];
const nothing = [null, null, null];
const plain = ({ entry: _entry, other: _other, role: _role, ...args }: StepArguments): StepArguments => args;
const aside = (args: StepArguments[]) => host.run('set-aside-dead-mount', args);
const back = (args: StepArguments[]) => host.run('restore-entry', args.map(plain));
const links = () =>
  ['a', 'b'].map((letter) => isThere(path.join(host.directory, 'l', letter.toUpperCase().repeat(26))));

describe('set-aside-dead-mount and restore-entry', () => {
  it('both layers, their links and the record go, and all of it comes back', () => {
    const both = lost();
    const gone = aside(both);
    expect([became(gone, 1).type, became(gone, 2).type]).toEqual(['step.done', 'step.done']);
    expect(host.names()).toEqual([]);
    expect([record(), links()]).toEqual([nothing, [false, false]]);

    const returned = back(both);
    for (const step of [1, 2]) expect(became(returned, step)).toMatchObject({ type: 'step.done', said: 'restored' });
    expect(host.names()).toEqual([layerName, initName]);
    expect([record(), links()]).toEqual([whole, [true, true]]);
    expect(isThere(host.quarantine)).toBe(false);
    expect(fs.readdirSync(store('tmp'))).toEqual([]);
    // A second time there is nothing left to do, and the next attempt finds all as it was.
    for (const [again, expected] of [
      [back, 'step.already-done'],
      [aside, 'step.done'],
      [aside, 'step.already-done'],
    ] as const) {
      const entries = again(both);
      expect([became(entries, 1).type, became(entries, 2).type]).toEqual([expected, expected]);
    }
  });

  it('one comes back before the other: the record is made when both are there', () => {
    const [layer, init] = lost();
    aside([layer, init]);
    expect(became(back([layer])).said).toContain(`the layer ${initName} that belongs to it is missing`);
    expect(record()).toEqual(nothing);
    expect(became(back([init])).said).toBe('restored');
    // The note of the layer went when it came back; that of the init layer is enough.
    expect(record()).toEqual(whole);
  });

  it('the image below was removed meanwhile: the directories come back as leaks, and that is said', () => {
    const both = lost();
    aside(both);
    fs.rmdirSync(store(`sha256/${parent}`));
    expect(became(back(both), 2)).toMatchObject({
      type: 'step.done',
      said: expect.stringContaining('image layers below'),
    });
    expect([host.names(), record()]).toEqual([[layerName, initName], nothing]);
  });

  it('a record of that id that was made meanwhile is left as it is', () => {
    const both = lost();
    aside(both);
    fs.mkdirSync(store(`mounts/${entry}`));
    fs.writeFileSync(store(`mounts/${entry}/mount-id`), 'another');
    back(both);
    expect(record()).toEqual(['another', null, null]);
  });

  it.each([
    ['the record', 'mkdir', '*layerdb/tmp/bilge-*'],
    ['a link', 'ln', `*/${'b'.repeat(25)}/diff*`],
  ])('%s cannot be written (disk full): both stay set aside, and the next attempt ends it', (_, tool, when) => {
    const both = lost();
    aside(both);
    const blocked = path.join(host.root, 'bin', tool);
    fs.writeFileSync(blocked, `#!/bin/sh\ncase "$*" in ${when}) exit 1 ;; esac\nexec /bin/${tool} "$@"\n`, {
      mode: 0o755,
    });
    const entries = back(both);
    for (const step of [1, 2])
      expect(became(entries, step)).toMatchObject({
        type: 'step.failed',
        said: expect.stringContaining('stays quarantined'),
      });
    expect([host.names(), record(), links()]).toEqual([[], nothing, [false, false]]);
    fs.rmSync(blocked);
    back(both);
    expect([host.names(), record(), links()]).toEqual([[layerName, initName], whole, [true, true]]);
  });

  it('where the init layer cannot be moved, nothing has been', () => {
    const both = lost();
    fs.mkdirSync(path.join(host.quarantine, `${initName}.set-aside`), { recursive: true });
    const entries = aside(both);
    expect(became(entries, 1)).toMatchObject({ type: 'step.failed', said: expect.stringContaining('exists') });
    expect(became(entries, 2).type).toBe('step.failed');
    expect([host.names(), record(), links()]).toEqual([[layerName, initName], whole, [true, true]]);
    expect(host.quarantined()).not.toContain(`${layerName}.set-aside`);
  });

  it('an init layer that is another now keeps both', () => {
    const [layer, init] = lost();
    const entries = aside([layer, { ...init, inode: 1 }]);
    for (const step of [1, 2]) expect(became(entries, step)).toMatchObject({ type: 'step.refused', guard: 'identity' });
    expect(record()).toEqual(whole);
  });

  it('an init layer that the plan does not name keeps both', () => {
    const [layer] = lost();
    expect(became(aside([{ ...layer, other: null }]))).toMatchObject({ type: 'step.refused', guard: 'identity' });
    expect(record()).toEqual(whole);
  });

  it('cut off after the layer was moved: what is left does not block, and the layer comes back with the record', () => {
    const [layer, init] = lost();
    aside([layer, init]);
    // As a kill leaves it: the record gone, one set aside, the other where it was.
    fs.renameSync(path.join(host.quarantine, `${initName}.set-aside`), path.join(host.directory, initName));
    expect(became(back([layer])).said).toBe('restored');
    expect(record()).toEqual(whole);
  });
});
