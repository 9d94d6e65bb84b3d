import { alertsJob, sendJob } from '../alerts/alert-jobs.ts';
import { declaredJob } from '../declared/declared-job.ts';
import { forecastJob } from '../forecast/forecast-job.ts';
import { judgeJob } from '../plans/keep-judged.ts';
import { purgeJob } from '../quarantine/purge-quarantine.ts';
import { followJob } from '../runs/follow-job.ts';
import { scanJob } from '../scans/scan-job.ts';
import { scheduleJob } from '../schedules/schedule-job.ts';
import { upkeepJob } from '../server/upkeep.ts';
import type { JobKind } from './job-kind.ts';

/** Everything that Bilge does by itself, in the order in which it is shown. */
export const jobKinds: readonly JobKind[] = [
  scanJob,
  scheduleJob,
  forecastJob,
  purgeJob,
  upkeepJob,
  declaredJob,
  followJob,
  judgeJob,
  alertsJob,
  sendJob,
];
