import type { AuditEntry } from './audit-entry.ts';

/** The audit log is append-only: what is in it stays. So no line is longer than this, whatever was asked for. */
const longestActor = 200;
const longestSubject = 300;
const longestValue = 500;
const longestKey = 64;
const mostValues = 32;

/** Shortened where it is longer, and saying so: who reads it must not take a part for the whole. */
export function bounded(entry: AuditEntry): AuditEntry {
  const values = Object.entries(entry.detail);
  const kept = values.slice(0, mostValues).map(([key, value]) => [clip(key, longestKey), clipValue(value)]);
  const left = values.length - kept.length;
  return {
    ...entry,
    actor: clip(entry.actor, longestActor),
    action: clip(entry.action, longestKey),
    subject: entry.subject === null ? null : clip(entry.subject, longestSubject),
    detail: { ...Object.fromEntries(kept), ...(left > 0 ? { 'values left out': left } : {}) },
  };
}

function clipValue(value: AuditEntry['detail'][string]): AuditEntry['detail'][string] {
  return typeof value === 'string' ? clip(value, longestValue) : value;
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed()}… (${text.length} characters)`;
}
