import fs from 'node:fs';

/** One strike that was made, judged and survived. It is written only after every assertion about it has held. */
export interface Strike {
  /** `remove-leaked-layers delete` */
  action: string;
  /** of the host: ext4 is overlay2, btrfs is the btrfs driver */
  kind: string;
  /** where it struck: `7 performed`, `between plan and apply` */
  at: string;
  fault: string;
  /** what became of the struck run, as the next process says it */
  outcome: string;
  /** what the second attempt said */
  second: string;
}

/** `FAULTS_LOG=FILE` gathers the strikes of all files of the ring; `node test/faults/write-evidence.ts FILE` makes the page of it. */
export function recordStrike(strike: Strike): void {
  const file = process.env.FAULTS_LOG;
  if (file !== undefined && file !== '') fs.appendFileSync(file, `${JSON.stringify(strike)}\n`);
}
