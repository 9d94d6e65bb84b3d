import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { AppError, GuardRefusal, messageOf, TransportError } from '../../domain/errors.ts';
import { valueOr } from '../../domain/fact.ts';
import type { Host } from '../../domain/host.ts';
import type { ArtifactReport, HostArtifact } from '../../domain/host-artifact.ts';
import { unknownPlatform } from '../../domain/platform-facts.ts';
import type { HostSession } from '../../domain/session.ts';
import { keptPlaces } from '../../platforms/detect-platform.ts';
import { artifactsInEngine } from '../../runs/artifacts/in-engine.ts';
import { artifactsOnDisk, type LookPlaces } from '../../runs/artifacts/on-disk.ts';
import { removeArtifacts } from '../../runs/artifacts/remove.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from './hosts.ts';
import { withSession } from './with-session.ts';

/** Of a recording: Bilge never wrote anything there. */
const nothingLeft: ArtifactReport = { looked: true, problem: null, items: [] };

/** What Bilge left on a host: asks the host now, and if that fails, lists what the store knows, marked as such. */
export async function findArtifacts(app: Application, actor: Actor, idOrName: string): Promise<ArtifactReport> {
  requireRole(actor, 'operator');
  const host = hostOf(app, idOrName);
  if (isDemoHost(host)) return nothingLeft;
  try {
    return await withSession(app, host, (session) => look(app, host, session), { fresh: true });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { looked: false, problem: error.userMessage, items: remembered(app, host) };
  }
}

/** Deletes Bilge's own files there. @returns what stays, each with the reason or the command; nothing is removed from the store yet. */
export async function cleanHost(app: Application, host: Host): Promise<ArtifactReport> {
  if (isDemoHost(host)) return nothingLeft;
  return await withSession(
    app,
    host,
    async (session) => {
      const before = await look(app, host, session);
      const working = before.items.find(({ kind }) => kind === 'live-run');
      if (working !== undefined) {
        throw new GuardRefusal({
          guardId: 'live-run',
          excuse: `A run is active on ${host.name} (${working.where}). Wait until it ends, or cancel it.`,
        });
      }
      const problems = await removeArtifacts(session, before.items);
      const after = await look(app, host, session);
      const said = [after.problem, ...problems].filter((each) => each !== null).join(' ');
      return { ...after, problem: said === '' ? null : said };
    },
    { fresh: true },
  );
}

async function look(app: Application, host: Host, session: HostSession): Promise<ArtifactReport> {
  const items: HostArtifact[] = [];
  const problems: string[] = [];
  const part = async (what: string, found: Promise<HostArtifact[]>): Promise<void> => {
    try {
      items.push(...(await found));
    } catch (error) {
      if (error instanceof TransportError) throw error;
      problems.push(`${what} could not be checked: ${messageOf(error)}.`);
    }
  };
  if (session.capabilities.has('root')) await part('The disk', artifactsOnDisk(session, placesOn(app, host)));
  else {
    problems.push(`The disk could not be checked: ${session.rootProblem ?? 'Bilge has no root there.'}`);
    items.push(...remembered(app, host));
  }
  const { docker } = session;
  if (docker === null) problems.push(session.dockerProblem?.userMessage ?? 'Docker could not be reached.');
  else await part('Docker', artifactsInEngine(docker, app.now().getTime() / 1000));
  return { looked: true, problem: problems.length === 0 ? null : problems.join(' '), items };
}

function placesOn(app: Application, host: Host): LookPlaces {
  const facts = app.store.facts.latest(host.id);
  const platform = facts ? valueOr(facts.sections.platform, null) : null;
  const configuration = facts ? valueOr(facts.sections.daemonConfiguration, null) : null;
  return {
    dataRoot: facts ? (valueOr(facts.sections.dataRoot, null)?.path ?? null) : null,
    runRoots: [
      ...new Set([
        ...keptPlaces(platform ?? { id: unknownPlatform, tools: {} }).runRoots,
        // Where runs really were, in case the platform is detected differently today.
        ...runDirectories(app, host).map((directory) => directory.replace(/\/runs\/[^/]*$/, '')),
      ]),
    ],
    configurations: configuration === null ? ['/etc/docker/daemon.json'] : [configuration.path],
  };
}

function runDirectories(app: Application, host: Host): string[] {
  return app.store.runs
    .list({ hostId: host.id, limit: 1000 })
    .flatMap(({ directory }) => (directory === null ? [] : [directory]));
}

/** From the store: the directories of its runs and the quarantine of the last scan. */
function remembered(app: Application, host: Host): HostArtifact[] {
  const facts = app.store.facts.latest(host.id);
  const quarantined = facts ? valueOr(facts.sections.quarantine, []) : [];
  return [
    ...runDirectories(app, host).map(
      (where): HostArtifact => ({
        kind: 'run-directory',
        where,
        what: 'script and journal of a run, unless already removed',
        removable: false,
        byHand: `rm -r -- ${where}`,
      }),
    ),
    ...quarantined.map(
      (entry): HostArtifact => ({
        kind: 'quarantine-entry',
        where: entry.path,
        what: `${entry.originalName}, in quarantine at the last scan`,
        removable: false,
        byHand: 'Add the host again to delete or restore it.',
      }),
    ),
  ];
}
