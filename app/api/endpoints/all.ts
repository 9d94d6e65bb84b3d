import type { Endpoint } from '../core/endpoint.ts';
import { accountEndpoints } from './accounts.ts';
import { batchEndpoints } from './batches.ts';
import { channelEndpoints } from './channels.ts';
import { findingEndpoints } from './findings.ts';
import { historyEndpoints } from './history.ts';
import { hostEndpoints } from './hosts.ts';
import { jobEndpoints } from './jobs.ts';
import { openApiEndpoints } from './openapi.ts';
import { reportEndpoints } from './reports.ts';
import { runEndpoints } from './runs.ts';
import { scheduleEndpoints } from './schedules.ts';
import { serverEndpoints } from './server.ts';

/** Every endpoint below /api/v1. A fixed word comes before a parameter in the same place (`/hosts/test` before `/hosts/{id}`). */
export const endpoints: readonly Endpoint[] = [
  ...reportEndpoints,
  ...hostEndpoints,
  ...runEndpoints,
  ...batchEndpoints,
  ...findingEndpoints,
  ...historyEndpoints,
  ...jobEndpoints,
  ...scheduleEndpoints,
  ...accountEndpoints,
  ...channelEndpoints,
  ...serverEndpoints,
  ...openApiEndpoints(() => endpoints),
];
