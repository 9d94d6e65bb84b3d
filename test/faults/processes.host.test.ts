import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { Run } from '../../lib/domain/run.ts';
import { Bilge, kill9 } from './bilge-process.ts';
import { FaultHost } from './fault-host.ts';
import { recordStrike } from './record.ts';

/** Bilge as processes: killed with -9 while its run works, two of them at once, a plan used twice, tampered with, or on another host. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED faults of Bilge's own processes: ${lab.reason}`);

describe.skipIf(!lab.ok)('Bilge itself is killed, doubled, misled', () => {
  let target: FaultHost;
  const one = new Bilge();
  const other = new Bilge();
  beforeAll(async () => {
    target = await FaultHost.start('ext4', 8);
    await one.add('nas', target.host);
    await other.add('same-nas', target.host);
  });
  afterAll(async () => {
    one.remove();
    other.remove();
    await target?.stop();
  });

  const plan = (bilge: Bilge, host: string, names: string, mode = 'quarantine') =>
    bilge.json<Plan>('plan', host, 'remove-leaked-layers', '-p', `mode=${mode}`, '-p', `names=${names}`);

  const note = (fault: string, at: string, outcome: string, second: string, mode = 'quarantine') =>
    recordStrike({ action: `remove-leaked-layers ${mode}`, kind: 'ext4', at, fault, outcome, second });

  it('killed with -9 while its run works: the run goes on, and the next process tells the truth', async () => {
    const [name = ''] = await target.provenLeaks();
    const made = await plan(one, 'nas', name);
    await target.holdNextRun();
    const child = one.spawn(['apply', made.id, '--confirm', 'nas', '--json']);
    await target.held();
    await kill9(child);
    const seen = (await one.json<Run[]>('run', 'list')).find((run) => run.planId === made.id);
    expect(['starting', 'running']).toContain(seen?.state);
    await target.letGo();
    const ended = await one.json<Run>('run', 'follow', seen?.id ?? '');
    expect(ended.state).toBe('succeeded');
    expect(await listDriverDirectories(target.host)).not.toContain(name);
    expect(await target.damages()).toEqual([]);
    note('kill -9 of the command line', 'holds the lock', ended.state, 'nothing was left to do');
  });

  it('two dashboards at once: the second run is refused and names the holder', async () => {
    const [first = '', second = ''] = await target.provenLeaks();
    const mine = await plan(one, 'nas', first);
    const theirs = await plan(other, 'same-nas', second);
    await target.holdNextRun();
    const child = one.run('apply', mine.id, '--confirm', 'nas', '--json');
    await target.held();
    const refused = await other.json<Run>('apply', theirs.id, '--confirm', 'same-nas');
    expect(refused.state).toBe('refused');
    expect(refused.said).toMatch(/another run holds this machine: .*run run_/);
    await target.letGo();
    expect((JSON.parse((await child).stdout) as Run).state).toBe('succeeded');
    expect(await listDriverDirectories(target.host)).toContain(second);
    const again = await plan(other, 'same-nas', second);
    expect((await other.json<Run>('apply', again.id, '--confirm', 'same-nas')).state).toBe('succeeded');
    note('two applies at once', 'holds the lock', refused.state, 'finished');
  });

  it('a plan is used once, is not confirmed by a wrong name, and a tampered one starts nothing', async () => {
    const [name = ''] = await target.provenLeaks();
    const made = await plan(one, 'nas', name);
    const wrong = await one.run('apply', made.id, '--confirm', 'nsa', '--json');
    expect(wrong.code).not.toBe(0);
    expect(`${wrong.stdout}${wrong.stderr}`).toContain('nas');
    expect((await one.json<Run>('apply', made.id, '--confirm', 'nas')).state).toBe('succeeded');
    const twice = await one.run('apply', made.id, '--confirm', 'nas', '--json');
    expect(twice.code).not.toBe(0);
    expect(`${twice.stdout}${twice.stderr}`).toContain('used already');

    const [next = ''] = await target.provenLeaks();
    const tampered = await plan(one, 'nas', next);
    rewritePlans(one, (text) => text.replaceAll('finish\\n', 'rm -rf /var/lib/docker/volumes\\nfinish\\n'));
    const answer = await one.run('apply', tampered.id, '--confirm', 'nas', '--json');
    expect(answer.code).not.toBe(0);
    expect(await listDriverDirectories(target.host)).toContain(next);
    expect(await target.damages()).toEqual([]);
    note('a plan used twice; one rewritten in the database', 'between plan and apply', 'not started', 'not tried');
  });

  it('another machine answers at the address (G13): refused before anything is touched', async () => {
    const [name = ''] = await target.provenLeaks();
    const made = await plan(one, 'nas', name);
    await target.sh(
      'cp /etc/machine-id /run/machine-id.old; tr 0-9a-f a-f0-9 </run/machine-id.old >/run/new; cat /run/new >/etc/machine-id',
    );
    const run = await one.json<Run>('apply', made.id, '--confirm', 'nas');
    await target.sh('cat /run/machine-id.old >/etc/machine-id');
    expect(run.state).toBe('refused');
    expect(run.said).toContain('another machine');
    expect(await listDriverDirectories(target.host)).toContain(name);
    note('another machine-id at the address', 'between plan and apply', run.state, 'not tried');
  });

  it('an image that names the layer comes between plan and apply: it is left alone, and the image works', async () => {
    const [name = ''] = await target.provenLeaks();
    const made = await plan(one, 'nas', name, 'delete');
    // What a load does to the records: a chain whose cache-id is this directory.
    const chain = 'f'.repeat(64);
    await target.sh('d=/var/lib/docker/image/overlay2/layerdb/sha256/$1; mkdir "$d"; printf %s "$2" >"$d/cache-id"', {
      args: [chain, name],
    });
    const run = await one.json<Run>('apply', made.id, '--confirm', 'nas');
    await target.sh('rm -r "/var/lib/docker/image/overlay2/layerdb/sha256/$1"', { args: [chain] });
    expect(run.steps.filter((step) => step.state === 'done' && step.target.id === name)).toEqual([]);
    expect(run.state).not.toBe('succeeded');
    expect(await listDriverDirectories(target.host)).toContain(name);
    const again = await plan(one, 'nas', name, 'delete');
    expect((await one.json<Run>('apply', again.id, '--confirm', 'nas')).state).toBe('succeeded');
    expect(await target.damages(true)).toEqual([]);
    note('an image comes to name the layer', 'between plan and apply', run.state, 'finished', 'delete');
  });

  it('the host reboots in the middle: interrupted is said, and the next plan finishes', async () => {
    const names = await target.provenLeaks();
    const made = await plan(one, 'nas', names.join(','), 'delete');
    await target.holdNextRun();
    const child = one.spawn(['apply', made.id, '--confirm', 'nas', '--json']);
    await target.held();
    await kill9(child);
    await target.host.powerOff();
    await target.host.powerOn();
    await target.reconnect();
    const [run] = await one.json<Run[]>('run', 'list');
    const ended = await one.json<Run>('run', 'follow', run?.id ?? '');
    expect(ended.state).toBe('interrupted');
    expect(ended.said).toContain('plan again');
    const again = await plan(one, 'nas', 'all', 'delete');
    expect((await one.json<Run>('apply', again.id, '--confirm', 'nas')).state).toBe('succeeded');
    expect(await target.provenLeaks()).toEqual([]);
    expect(await target.damages(true)).toEqual([]);
    note('power cut of the host', 'holds the lock', ended.state, 'finished', 'delete');
  });
});

/** Somebody writes into the database behind Bilge's back. */
function rewritePlans(bilge: Bilge, change: (text: string) => string): void {
  const database = new DatabaseSync(path.join(bilge.data, 'bilge.db'));
  const columns = database
    .prepare('PRAGMA table_info(plans)')
    .all()
    .map((row) => String(row.name));
  for (const row of database.prepare('SELECT rowid AS row_number, * FROM plans').all()) {
    for (const column of columns) {
      const value = row[column];
      if (typeof value === 'string' && value.includes('finish'))
        database.prepare(`UPDATE plans SET "${column}" = ? WHERE rowid = ?`).run(change(value), Number(row.row_number));
    }
  }
  database.close();
}
