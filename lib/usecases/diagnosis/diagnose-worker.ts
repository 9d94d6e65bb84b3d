import { parentPort, workerData } from 'node:worker_threads';
import { type BoundedTexts, diagnoseBounded } from './diagnosis-limits.ts';

/** A separate thread for one paste (diagnose-apart.ts): it can be stopped in the middle of a regular expression. */
const { bounded, now } = workerData as { bounded: BoundedTexts; now: string };
parentPort?.postMessage(diagnoseBounded(bounded, now));
