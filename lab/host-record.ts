import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { planControlGroups } from './control-groups.ts';
import type { HostKind, Suite } from './host-kinds.ts';
import { isHostKind } from './host-kinds.ts';
import { cacheFolder, slotsFolder } from './lab-paths.ts';
import type { ProcessIdentity } from './process-identity.ts';

/**
 * What is needed to use or remove a host from any process: written before the first mount or namespace exists, so that
 * the reaper finds every leftover. Everything else is derived from the number.
 */
export type HostRecord = {
  number: number;
  owner: ProcessIdentity;
  kind: HostKind;
  base: string;
  /** The host's own files: overlay upper and work, data disk, keys, console log. */
  folder: string;
  controlGroups: readonly string[];
  hostName: string;
  hasDisk: boolean;
  hasSshd: boolean;
  /** Set when the host was made completely; `attachHost` needs it. */
  isReady: boolean;
  hostKeyFingerprint: string;
  password?: string;
  driver: string;
  startsDocker: boolean;
  hidesSys: boolean;
  suite: Suite;
};

export const hostName = (record: { number: number }) => `lab-${record.number}`;
/** Network namespace, outer veth end and control group: at most 15 characters, the kernel's limit for an interface. */
export const machineName = (record: { number: number }) => `bilge-lab-${record.number}`;
export const hostAddress = (record: { number: number }) => `10.77.${record.number}.2`;
export const slotFolder = (number: number) => `${slotsFolder}/${number}`;

async function readRecord(number: number): Promise<HostRecord | undefined> {
  let text: string;
  try {
    text = await readFile(`${slotFolder(number)}/record.json`, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
  // Written by this very file only; a wrong kind would come from another version of the lab.
  const record: HostRecord = JSON.parse(text);
  if (!isHostKind(record.kind)) throw new Error(`lab host ${number} has the unknown kind ${record.kind}`);
  return record;
}

export async function writeRecord(record: HostRecord): Promise<void> {
  const path = `${slotFolder(record.number)}/record.json`;
  await writeFile(`${path}.new`, JSON.stringify(record), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function listRecords(): Promise<HostRecord[]> {
  const names = await readdir(slotsFolder).catch(() => []);
  const records = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((name) => readRecord(Number(name))));
  return records.filter((record) => record !== undefined);
}

/**
 * Takes a free number. The slot appears together with its record by one rename(2) onto the final name, which fails when
 * the name is taken: two processes never get the same number, and no slot is ever without an owner.
 */
export async function claimSlot(
  values: Omit<HostRecord, 'number' | 'folder' | 'isReady' | 'hostKeyFingerprint' | 'controlGroups' | 'hostName'> & {
    hostName?: string;
  },
): Promise<HostRecord> {
  await mkdir(slotsFolder, { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(`${slotsFolder}/draft-`);
  try {
    for (let number = 1; number <= 250; number += 1) {
      const folder = `${cacheFolder}/hosts/${number}`;
      const record: HostRecord = {
        ...values,
        number,
        folder,
        hostName: values.hostName ?? hostName({ number }),
        controlGroups: planControlGroups(machineName({ number })),
        isReady: false,
        hostKeyFingerprint: '',
      };
      await writeFile(`${draft}/record.json`, JSON.stringify(record), { mode: 0o600 });
      try {
        await rename(draft, slotFolder(number));
        return record;
      } catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
        if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw cause;
      }
    }
    throw new Error('all 250 lab host numbers are taken');
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
