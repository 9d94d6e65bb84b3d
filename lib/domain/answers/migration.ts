import { z } from 'zod';
import { type KeptData, type MigrationPhase, migrationPhases } from '../migration.ts';
import { keptData } from '../stored/migration-sections.ts';
import { type Offer, offer } from './offer.ts';

/** What a move of Docker has left to decide on a host. */
export interface MigrationAnswer {
  runId: string;
  phase: MigrationPhase;
  /** ISO */
  phaseAt: string;
  from: string;
  to: string;
  /** null while it is cut off in the middle */
  kept: KeptData | null;
  /** goes on; null where it is not cut off */
  goOn: Offer | null;
  /** null where Docker is back already */
  goBack: Offer | null;
  /** deletes what is kept; null while it is cut off */
  finish: Offer | null;
}

export const migrationAnswer = z.object({
  runId: z.string(),
  phase: z.enum(migrationPhases),
  phaseAt: z.string(),
  from: z.string(),
  to: z.string(),
  kept: keptData.nullable(),
  goOn: offer.nullable(),
  goBack: offer.nullable(),
  finish: offer.nullable(),
}) satisfies z.ZodType<MigrationAnswer>;
