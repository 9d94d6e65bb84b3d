import { createHash } from 'node:crypto';
import type { ObjectRef } from '../domain/finding.ts';

/** Check id and subject only: wording, severity and evidence may change without closing a finding. URL-safe. */
export function findingKey(checkId: string, subject: ObjectRef): string {
  const hash = createHash('sha256').update(`${subject.kind}\0${subject.id}`).digest('base64url').slice(0, 16);
  return `${checkId}.${hash}`;
}
