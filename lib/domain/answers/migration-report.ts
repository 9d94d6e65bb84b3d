import { z } from 'zod';

/**
 * What a move of Docker was compared by, object by object, for a person who wants to keep it: Docker's lists of the scan that the plan was
 * made from and of the first scan after the run. What the run itself compared before it called the move done is in `compared`.
 */
const row = z.object({
  id: z.string(),
  name: z.string(),
  /** of an image: its digests; of a container: its image; of a volume or network: its driver */
  detail: z.string(),
  /** of a container: its state, what its health check says, and the ports that it publishes */
  before: z.string(),
  after: z.string(),
  /** missing: it was there and is not; new: it was not; changed: its detail or state is another */
  verdict: z.enum(['same', 'changed', 'missing', 'new']),
});
const kind = z.object({
  title: z.string(),
  before: z.number(),
  after: z.number(),
  rows: z.array(row),
  /** why there are no rows; null: there are */
  unknown: z.string().nullable(),
});

export const migrationReport = z.object({
  runId: z.string(),
  host: z.string(),
  title: z.string(),
  state: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** ISO: of the compared scans; null: not kept any more, or not made yet */
  before: z.string().nullable(),
  after: z.string().nullable(),
  dataRoot: z.object({ before: z.string().nullable(), after: z.string().nullable() }),
  driver: z.object({ before: z.string().nullable(), after: z.string().nullable() }),
  /** the steps that compared, in their own words */
  compared: z.array(z.object({ title: z.string(), said: z.string() })),
  kinds: z.array(kind),
});
export type MigrationReport = z.output<typeof migrationReport>;
export type ReportKind = z.output<typeof kind>;
export type ReportRow = z.output<typeof row>;
