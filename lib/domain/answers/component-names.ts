import { z } from 'zod';
import { listedBatch, shownBatch } from '../batch.ts';
import { bytesFact, unknownFact } from '../stored/fact-schema.ts';
import { objectRef, offeredFinding } from '../stored/finding.ts';
import { hostIdentity } from '../stored/identity.ts';
import { journalEntrySchema } from '../stored/journal.ts';
import { plan, planEstimate, plannedStep, planTarget, skippedObject } from '../stored/plan.ts';
import {
  heldFile,
  hiddenDataRow,
  layerRow,
  leak,
  ledgerRow,
  otherDataRootRow,
  reclaimable,
  report,
  subvolumeRow,
  volumeRow,
} from '../stored/report.ts';
import { run, runStep } from '../stored/run.ts';
import { filesystemUsage } from '../stored/storage-sections.ts';
import { auditEntry, changeEvent, listedAction, runEvent } from './activity.ts';
import { diagnosis, history, openFinding } from './finding.ts';
import { addedHost, artifactReport, hostCard, hostCheck, listedHost, overview, widget } from './host.ts';
import { inside, protection, quarantine, quarantinedEntry } from './object.ts';
import { offer } from './offer.ts';
import { lineProblem, problemDetails } from './problem.ts';
import { whoisAnswer, whoisMatch } from './whois.ts';

const named = {
  AddedHost: addedHost,
  AuditEntry: auditEntry,
  Batch: shownBatch,
  ListedBatch: listedBatch,
  BytesFact: bytesFact,
  ChangeEvent: changeEvent,
  DeletedFile: heldFile,
  Diagnosis: diagnosis,
  FilesystemUsage: filesystemUsage,
  Finding: offeredFinding,
  HiddenData: hiddenDataRow,
  History: history,
  Host: listedHost,
  HostCard: hostCard,
  HostCheck: hostCheck,
  HostIdentity: hostIdentity,
  Inside: inside,
  JournalEntry: journalEntrySchema,
  Layer: layerRow,
  Leak: leak,
  LedgerRow: ledgerRow,
  ArtifactReport: artifactReport,
  LineProblem: lineProblem,
  ListedAction: listedAction,
  ObjectRef: objectRef,
  Offer: offer,
  OpenFinding: openFinding,
  OtherDataRoot: otherDataRootRow,
  Overview: overview,
  Plan: plan,
  PlanEstimate: planEstimate,
  PlannedStep: plannedStep,
  PlanTarget: planTarget,
  Problem: problemDetails,
  Protection: protection,
  Quarantine: quarantine,
  QuarantinedEntry: quarantinedEntry,
  Report: report,
  Reclaimable: reclaimable,
  Run: run,
  RunEvent: runEvent,
  RunStep: runStep,
  SkippedObject: skippedObject,
  Subvolume: subvolumeRow,
  Unknown: unknownFact,
  Volume: volumeRow,
  Whois: whoisAnswer,
  WhoisMatch: whoisMatch,
  Widget: widget,
} satisfies Record<string, z.ZodType>;

/** The names below `#/components/schemas` of the API's description. A schema without a name is inlined. */
export const componentNames = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) componentNames.add(schema, { id });
