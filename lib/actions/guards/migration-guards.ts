import { isCutOff, keptDataOf } from '../../domain/migration.ts';
import { currentMigration, rootInUse } from '../../facts/views/migration/setup.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/** Two migrations at once would each keep what the other one needs. `resumed`: the run that goes on. */
export const oneMigration: Guard<{ resumed: string | null }> = {
  id: 'one-migration',
  about: 'No other migration keeps data on this host.',
  recheck: 'judge_one_migration',
  check({ facts }, { resumed }) {
    const { migrations } = facts.sections;
    if (migrations.state === 'unknown')
      return notKnown(`Whether a migration keeps data here could not be read (${migrations.detail})`);
    const other = migrations.value.find(
      ({ runId, phase, wasStarted }) => runId !== resumed && (phase !== 'left' || wasStarted),
    );
    if (other === undefined) return pass('No other migration keeps data here.');
    const kept = keptDataOf(other);
    return kept === null
      ? refuse('An earlier move was cut off. Go on with it or go back first.')
      : refuse(
          `An earlier move keeps ${kept.path}. Delete that first (finish-migration)${kept.what === 'old-data-root' ? ', or go back' : ''}.`,
        );
  },
};

/** For the way on, the way back and the end: there is a record, and Docker's command line. The engine may be down. */
export const migrationRecorded: Guard<null> = {
  id: 'migration-recorded',
  about: 'The host has the record of a migration.',
  recheck: 'judge_stop_docker',
  check({ facts }) {
    const { migrations, platform } = facts.sections;
    if (migrations.state === 'unknown')
      return notKnown(`The records of migrations could not be read (${migrations.detail})`);
    if (migrations.value.length === 0) return refuse('No migration keeps data on this host.');
    if (platform.state === 'unknown') return notKnown(`The host could not be read (${platform.detail})`);
    if (platform.value.tools.docker === undefined)
      return refuse('The docker command was not found on the host, and the run needs it.');
    return pass('The record is there.');
  },
};

/** The old data root is what it was: nothing else stands in its place. */
export const wayBackThere: Guard<null> = {
  id: 'way-back-there',
  about: 'The old data root is the very folder that was recorded.',
  recheck: 'judge_start_docker',
  check({ facts }) {
    const migration = currentMigration(facts);
    if (migration === null) return notKnown('There is no record of a migration to judge.');
    if (migration.phase === 'left') return refuse(`Docker is back on ${migration.from.path} already.`);
    if (migration.isBeingDeleted)
      return refuse(`Finishing has begun to delete ${migration.from.path}, so there is no way back. Finish it.`);
    return migration.from.isThere
      ? pass(`${migration.from.path} is there, as it was recorded.`)
      : refuse(`${migration.from.path} is not there as it was recorded. Is its disk mounted? Mount it and scan again.`);
  },
};

/** What is deleted is what was kept, and Docker runs from the other side. */
export const keptDataDeletable: Guard<null> = {
  id: 'kept-data-deletable',
  about: 'Docker runs from the other data root, was compared there, and what is deleted is what was recorded.',
  recheck: 'judge_kept',
  check({ facts }) {
    const { engine } = facts.sections;
    const migration = currentMigration(facts);
    if (migration === null) return refuse('No migration keeps data on this host.');
    if (isCutOff(migration)) return refuse('The move was cut off. Go on with it or go back first.');
    const kept = keptDataOf(migration);
    if (kept === null) return refuse('Nothing is kept.');
    if (engine.state === 'unknown')
      return notKnown(`Docker does not answer (${engine.detail}) Nothing is deleted while it does not.`);
    const used = rootInUse(facts);
    if (used !== kept.inUse)
      return refuse(`Docker runs from ${used}, and the record says ${kept.inUse}. Nothing is deleted.`);
    if (migration.isBeingDeleted) return pass(`Docker runs from ${used}; the deletion of ${kept.path} goes on.`);
    if (!kept.isThere)
      return refuse(`${kept.path} is not there as it was recorded. Is its disk mounted? Mount it and scan again.`);
    return pass(`Docker runs from ${used}; ${kept.path} is what was kept.`);
  },
};
