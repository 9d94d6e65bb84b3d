import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { CommandError, GuardRefusal, NotFoundError } from '../../domain/errors.ts';
import { type Inside, insideScript, parseInside } from '../../facts/sizes/inside-script.ts';
import { asReadScript } from '../../shell/read-script.ts';
import type { Application } from '../core/application.ts';
import { isCopyOnWrite } from '../scans/measure-host.ts';
import { readReport } from '../scans/reports.ts';
import { hostOf } from './hosts.ts';
import { withSession } from './with-session.ts';

/** First-level names and newest date of one leaked object, asked of the host now. Only what the last scan reported as leaked can be named. */
export async function lookInside(app: Application, actor: Actor, idOrName: string, name: string): Promise<Inside> {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  const leak = readReport(app, actor, host.id)?.leaks.find((candidate) => candidate.name === name);
  const facts = app.store.facts.latest(host.id);
  if (!leak || facts?.sections.dataRoot.state !== 'known')
    throw new NotFoundError(`No leaked object named “${name}” in the last scan of ${host.name}.`);
  if (isDemoHost(host)) {
    throw new GuardRefusal({
      guardId: 'demo-host',
      excuse: `${host.name} is a demo host: a recording of names and sizes without files.`,
    });
  }
  const dataRoot = facts.sections.dataRoot.value.path;
  return withSession(app, host, async (session) => {
    const script = insideScript(leak.path, {
      dataRoot,
      isCopyOnWrite: isCopyOnWrite(facts),
    });
    const output = await session.read(asReadScript(script), { timeoutMs: 60_000, maxBytes: 256 * 1024 });
    const inside = parseInside(output.stdout);
    if (inside) return inside;
    throw new CommandError({
      message: `${host.name}: reading the contents of ${leak.path}`,
      userMessage: `Bilge could not read the contents of ${leak.name} on ${host.name}: it no longer exists, or this login cannot create the read-only view that this needs (root).`,
      exitCode: output.exitCode,
      timedOut: output.timedOut,
      stderrTail: output.stderr,
    });
  });
}
