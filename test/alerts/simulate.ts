import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Actor } from '../../lib/access/actor.ts';
import { causeKinds } from '../../lib/domain/alerts/cause.ts';
import type { CheckOutcome, Finding } from '../../lib/domain/finding.ts';
import { hostSettingsSchema } from '../../lib/domain/host.ts';
import type { HttpAnswer, HttpRequest } from '../../lib/monitor/channels/channel.ts';
import { sealingKey } from '../../lib/store/testing/sealing-key.ts';
import { changeAlertSettings } from '../../lib/usecases/alerts/alert-settings.ts';
import { addChannel } from '../../lib/usecases/alerts/channels.ts';
import { deliverAll } from '../../lib/usecases/alerts/deliver.ts';
import { stepAlerts } from '../../lib/usecases/alerts/watch-alerts.ts';
import { type Application, closeApplication, openApplication } from '../../lib/usecases/core/application.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { randomOf } from '../chaos/random.ts';

/**
 * Months of a dashboard with an injected clock: the real store, the real steps and the real outbox; only the hosts and the receiver are
 * simulated, because neither ages thirteen months in a minute. Findings come, go and flap, hosts go away, the network is gone for a week,
 * and the dashboard is stopped or killed in the middle of everything.
 *
 * The simulation keeps its own book: every problem that lasted longer than its hold has to be in a message that arrived.
 */
export interface SimulationResult {
  days: number;
  scans: number;
  restarts: number;
  kills: number;
  /** problems that lasted long enough to be told */
  problems: number;
  /** of them, how many no message that arrived names */
  lost: string[];
  messages: number;
  byPhase: Record<string, number>;
  /** the same key arrived twice */
  repeated: number;
  /** of them, sent again because the process was killed between the receiver's yes and the note of it */
  repeatedAfterKill: number;
  /** arrived in quiet hours although not critical */
  inQuietHours: number;
  /** still in the outbox at the end */
  waiting: number;
  busiestDay: number;
  phasesAtRestart: Record<string, number>;
}

const anna: Actor = { kind: 'cli', name: 'anna', role: 'admin' };
const minute = 60_000;
const day = 24 * 60 * minute;
const zone = 'Europe/Berlin';
const checks = ['leaked-layers', 'data-root-nearly-full', 'btrfs-unallocated-low'] as const;

class Killed extends Error {}

interface Problem {
  /** appears in every message about it */
  mark: string;
  check: string;
  isCritical: boolean;
  from: number;
  until: number;
  seen: number;
}

export async function simulate(options: {
  from: string;
  days: number;
  seed: number;
  hosts: number;
}): Promise<SimulationResult> {
  const random = randomOf(options.seed).next;
  const start = Date.parse(options.from);
  const end = start + options.days * day;
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-alerts-'));
  const settings = readSettings({ ...process.env, BILGE_DATA: data, BILGE_SECRET: sealingKey });
  let now = start;
  let app = opened();
  const names = Array.from({ length: options.hosts }, (_, at) => `host${at}`);
  for (const name of names)
    app.store.hosts.add({
      id: `host_${name}`,
      name,
      url: `ssh://root@${name}`,
      settings: hostSettingsSchema.parse({}),
      createdAt: new Date(start).toISOString(),
    });
  await addChannel(app, anna, 'webhook', {
    name: 'receiver',
    values: { url: 'http://receiver.lan/hook' },
    rules: { kinds: [...causeKinds] },
  });
  const quietHours = { from: '22:00', to: '07:00', zone };
  await changeAlertSettings(app, anna, {
    quietHours,
    criticalInQuietHours: true,
    remindAfterHours: null,
    backupDays: null,
  });

  const weekOff = start + Math.floor(options.days / 2) * day;
  const isOffline = (): boolean => now >= weekOff && now < weekOff + Math.min(7, options.days / 4) * day;
  const problems = plannedProblems();
  const away = plannedAbsences();
  const arrived: { key: string; at: number; text: string; phase: string; severity: string }[] = [];
  const keys = new Map<string, number>();
  const result: SimulationResult = {
    days: options.days,
    scans: 0,
    restarts: 0,
    kills: 0,
    problems: 0,
    lost: [],
    messages: 0,
    byPhase: {},
    repeated: 0,
    repeatedAfterKill: 0,
    inQuietHours: 0,
    waiting: 0,
    busiestDay: 0,
    phasesAtRestart: {},
  };
  let killNext: 'before' | 'after' | null = null;
  const killedKeys = new Set<string>();

  const receive = async (request: HttpRequest): Promise<HttpAnswer> => {
    if (isOffline()) throw Object.assign(new Error('getaddrinfo EAI_AGAIN receiver.lan'), { code: 'EAI_AGAIN' });
    // A receiver is down now and then, and has its limits.
    if (random() < 0.03) return { status: 503, headers: {}, text: '' };
    if (random() < 0.01) return { status: 429, headers: { 'retry-after': '300' }, text: '' };
    if (killNext === 'before') throw new Killed();
    const key = request.headers?.['webhook-id'] ?? '';
    const { data: body } = JSON.parse(request.body ?? '{}') as {
      data: { title: string; lines: string[]; phase: string; severity: string };
    };
    if (keys.has(key)) {
      result.repeated += 1;
      if (killedKeys.has(key)) result.repeatedAfterKill += 1;
    }
    keys.set(key, (keys.get(key) ?? 0) + 1);
    arrived.push({
      key,
      at: now,
      text: [body.title, ...body.lines].join('\n'),
      phase: body.phase,
      severity: body.severity,
    });
    if (killNext === 'after') {
      killedKeys.add(key);
      throw new Killed();
    }
    return { status: 200, headers: {}, text: '' };
  };

  function opened(): Application {
    const application = openApplication(settings);
    application.now = () => new Date(now);
    return application;
  }

  async function restart(): Promise<void> {
    for (const { phase } of app.store.alerts.all())
      result.phasesAtRestart[phase] = (result.phasesAtRestart[phase] ?? 0) + 1;
    await closeApplication(app);
    app = opened();
  }

  try {
    for (; now < end; now += 5 * minute) {
      for (const [at, name] of names.entries()) if ((now / minute + at * 5) % 15 === 0) scan(name);
      stepAlerts(app);
      // Armed until something is sent.
      if (random() < 0.004) killNext = random() < 0.5 ? 'before' : 'after';
      await deliver();
      if (random() < 0.004) {
        result.restarts += 1;
        await restart();
      }
    }
    result.waiting = app.store.outbox.unsent(1_000).length;
    return concluded();
  } finally {
    await closeApplication(app);
    fs.rmSync(data, { recursive: true, force: true });
  }

  /** A killed process writes nothing more: the store is closed under the sender, as if it had never been told of the answer. */
  async function deliver(): Promise<void> {
    let isKilled = false;
    await deliverAll(app, async (request) => {
      try {
        return await receive(request);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        isKilled = true;
        app.store.close();
        throw error;
      }
    }).catch((error: unknown) => {
      if (!isKilled) throw error;
    });
    if (!isKilled) return;
    killNext = null;
    result.kills += 1;
    app = opened();
  }

  function scan(name: string): void {
    result.scans += 1;
    const hostId = `host_${name}`;
    const at = new Date(now).toISOString();
    const isAway = isOffline() || (away.get(name) ?? []).some(({ from, until }) => now >= from && now < until);
    if (isAway) {
      const problem = { code: 'unreachable', step: 'tcp', userMessage: `${name} does not answer.` };
      app.store.hostStates.put(hostId, { state: 'unreachable', at, problem });
      return;
    }
    const current = (problems.get(name) ?? []).filter(({ from, until }) => now >= from && now < until);
    for (const problem of current) problem.seen += 1;
    const outcomes = checks.map((checkId): CheckOutcome => {
      const findings = current.filter(({ check }) => check === checkId).map(findingOf);
      return findings.length === 0 ? { checkId, status: 'pass' } : { checkId, status: 'fail', findings };
    });
    app.store.findings.record(hostId, at, outcomes);
    app.store.hostStates.put(hostId, { state: 'reachable', at, problem: null });
  }

  function findingOf({ mark, check, isCritical }: Problem): Finding {
    return {
      key: `${check}.${mark}`,
      checkId: check,
      severity: isCritical ? 'critical' : 'warning',
      subject: { kind: 'host', id: mark, label: mark },
      title: `problem ${mark}`,
      detail: '',
      evidence: { command: null, columns: [], rows: [] },
      remedies: [],
    };
  }

  /** About one in ten days for each host; every seventh flaps: it comes and goes, with the same key. */
  function plannedProblems(): Map<string, Problem[]> {
    let count = 0;
    return new Map(
      names.map((name) => {
        const list: Problem[] = [];
        for (let at = start; at < end - day; at += random() * 20 * day) {
          count += 1;
          const check = checks[Math.floor(random() * checks.length)] ?? checks[0];
          const one = { mark: `p${count}.`, check, isCritical: random() < 0.3, seen: 0 };
          const times = count % 7 === 0 ? 2 + Math.floor(random() * 12) : 1;
          let from = at;
          for (let time = 0; time < times; time += 1) {
            const lasts = (times > 1 ? 40 + random() * 50 : 20 + random() * 3_000) * minute;
            list.push({ ...one, from, until: from + lasts });
            from += lasts + (40 + random() * 50) * minute;
          }
        }
        return [name, list];
      }),
    );
  }

  function plannedAbsences(): Map<string, { from: number; until: number }[]> {
    return new Map(
      names.map((name) => {
        const list: { from: number; until: number }[] = [];
        for (let from = start + random() * 20 * day; from < end; from += random() * 40 * day)
          list.push({ from, until: from + (10 + random() * 600) * minute });
        return [name, list];
      }),
    );
  }

  function concluded(): SimulationResult {
    const text = arrived.map((message) => message.text).join('\n');
    const counted = new Map<string, Problem>();
    for (const list of problems.values())
      for (const problem of list) {
        // Seen long enough for its hold, and long enough before the end to have been sent.
        const needed = problem.isCritical ? 1 : 3;
        if (problem.seen >= needed && problem.until < end - 2 * day) counted.set(problem.mark, problem);
      }
    result.problems = counted.size;
    // What opened and resolved within quiet hours is told as a number.
    let meanwhile = arrived.reduce(
      (sum, message) => sum + Number(/Opened and resolved meanwhile: (\d+)/.exec(message.text)?.[1] ?? 0),
      0,
    );
    for (const mark of counted.keys()) {
      if (text.includes(`problem ${mark}`)) continue;
      if (meanwhile > 0) meanwhile -= 1;
      else result.lost.push(mark);
    }
    result.messages = arrived.length;
    for (const { phase } of arrived) result.byPhase[phase] = (result.byPhase[phase] ?? 0) + 1;
    const perDay = Map.groupBy(arrived, ({ at }) => Math.floor(at / day));
    result.busiestDay = Math.max(0, ...[...perDay.values()].map((list) => list.length));
    result.inQuietHours = arrived.filter(({ at, severity }) => severity !== 'critical' && isNight(at)).length;
    return result;
  }

  /** Told apart from the code under test: by the browser's own clock of that zone. */
  function isNight(at: number): boolean {
    const hour = Number(
      new Intl.DateTimeFormat('en', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at),
    );
    return hour >= 22 || hour < 7;
  }
}
