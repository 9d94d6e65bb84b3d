import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskErrors } from '../../health/disk-errors.ts';
import { filesystemStops } from '../../health/filesystem-stops.ts';
import { shellBytes } from '../../shell/sh.ts';
import { readFrame } from '../frame.ts';
import { parseKernelLog } from '../parsers/kernel/kernel-log.ts';
import { scanScript } from '../scan-script.ts';
import { runLocally } from '../testing/local-session.ts';
import kernelLog from './kernel-log.ts';

/**
 * A disk that fails and a btrfs that stops writing, for real: a loop device whose file lost its end, and an image on a full disk. The
 * lab's hosts are containers and may not read the kernel's log, so the scan runs on this machine.
 */
const said = spawnSync('dmesg', { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
const canRun =
  process.getuid?.() === 0 && said.status === 0 && said.stdout.trim() !== '' && fs.existsSync('/dev/loop-control');
if (!canRun) console.warn('SKIPPED: the kernel’s log of real faults: needs root, dmesg and loop devices');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-kernel-log-'));
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }).trim();
const attempt = (program: string, ...args: string[]) => spawnSync(program, args, { cwd: folder, stdio: 'ignore' });
const shells = [['dash'], ['bash', '--posix'], ['busybox', 'ash']];
let broken = '';
let full = '';
let begunAt = 0;

describe.skipIf(!canRun)('the kernel’s log after real faults', () => {
  beforeAll(() => {
    begunAt = Date.now();
    run('truncate', '-s', '64M', 'cut');
    broken = run('losetup', '--direct-io=on', '-f', '--show', 'cut');
    run('truncate', '-s', '4096', 'cut');
    attempt('dd', `if=${broken}`, 'of=/dev/null', 'bs=4k', 'skip=1000', 'count=1', 'iflag=direct');
    fs.mkdirSync(path.join(folder, 'small'));
    fs.mkdirSync(path.join(folder, 'mounted'));
    run('mount', '-t', 'tmpfs', '-o', 'size=40m', 'none', 'small');
    run('truncate', '-s', '300M', 'small/image');
    run('mkfs.btrfs', '-q', 'small/image');
    full = run('losetup', '-f', '--show', 'small/image');
    run('mount', full, 'mounted');
    attempt('dd', 'if=/dev/urandom', 'of=mounted/file', 'bs=1M', 'count=120');
    attempt('sync');
    attempt('touch', 'mounted/another');
    attempt('sync');
  });
  afterAll(() => {
    // Lazily: a lab host that starts meanwhile copies these mounts into its own namespace and holds the device until it ends.
    attempt('umount', '--lazy', 'mounted');
    if (full !== '') attempt('losetup', '-d', full);
    attempt('umount', '--lazy', 'small');
    if (broken !== '') attempt('losetup', '-d', broken);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it.each(shells)('is read under %s', async (...command) => {
    const script = shellBytes(
      scanScript({
        nonce: 'a1b2c3',
        engine: null,
        places: { configurationPaths: [], dataRoots: [] },
        sections: [{ id: 'kernelLog', limitSeconds: 20, gzip: false, script: kernelLog.script({ engine: null }) }],
      }),
    );
    const output = await runLocally(command, script, 60_000);
    const section = readFrame(output.stdout, output.stderr, 'a1b2c3').sections.get('kernelLog');
    if (section === undefined || typeof section === 'string') throw new Error(`the section is ${section}`);
    const facts = parseKernelLog(section.output);
    const name = (device: string) => path.basename(device);

    expect(facts.devices).toContain(name(broken));
    // The kernel keeps what it said of others before, whose loop devices had the same names.
    const secondsSince = (Date.now() - begunAt) / 1000;
    const lines = facts.lines.filter(({ secondsAgo }) => secondsAgo !== null && secondsAgo <= secondsSince);
    const errors = diskErrors(lines).find(({ disk }) => disk === name(broken));
    expect(errors).toMatchObject({ hasFailed: true, fault: 'unknown' });
    expect(errors?.lines.at(-1)?.secondsAgo).toBeGreaterThanOrEqual(0);
    const stop = filesystemStops(lines.map(({ text }) => text)).find(({ device }) => device === name(full));
    expect(stop).toMatchObject({ filesystem: 'btrfs', cause: 'device-full' });
  });
});
