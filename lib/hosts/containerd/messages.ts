import type { ApiLease, LeaseResource } from '../../domain/containerd-api.ts';
import { boolField, bytesField, type Field, fieldsOf, messageField, messagesOf, numberOf, textOf } from './wire.ts';

/** The messages of containerd's API (api/services/leases/v1, snapshots/v1, introspection/v1, version/v1) that Bilge sends and reads, and no others. */
export function createRequest(id: string, labels: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(labels).map(([key, value]) =>
    messageField(3, Buffer.concat([bytesField(1, key), bytesField(2, value)])),
  );
  return Buffer.concat([bytesField(1, id), ...entries]);
}

export function deleteRequest(id: string, sync: boolean): Buffer {
  return Buffer.concat([bytesField(1, id), boolField(2, sync)]);
}

export function addResourceRequest(id: string, resource: LeaseResource): Buffer {
  return Buffer.concat([
    bytesField(1, id),
    messageField(2, Buffer.concat([bytesField(1, resource.id), bytesField(2, resource.type)])),
  ]);
}

/** Of a Prepare without a parent, and of a Remove. */
export function snapshotRequest(snapshotter: string, key: string): Buffer {
  return Buffer.concat([bytesField(1, snapshotter), bytesField(2, key)]);
}

export function listResourcesRequest(id: string): Buffer {
  return bytesField(1, id);
}

export function listRequest(filters: readonly string[]): Buffer {
  return Buffer.concat(filters.map((filter) => bytesField(1, filter)));
}

export function listResponse(bytes: Buffer): ApiLease[] {
  return messagesOf(fieldsOf(bytes), 1).map((fields) => ({
    id: textOf(fields, 1),
    createdAt: timestampOf(messagesOf(fields, 2)[0]),
    labels: Object.fromEntries(messagesOf(fields, 3).map((entry) => [textOf(entry, 1), textOf(entry, 2)])),
  }));
}

export function listResourcesResponse(bytes: Buffer): LeaseResource[] {
  return messagesOf(fieldsOf(bytes), 1).map((fields) => ({ id: textOf(fields, 1), type: textOf(fields, 2) }));
}

export function serverResponse(bytes: Buffer): { uuid: string; pid: number } {
  const fields = fieldsOf(bytes);
  return { uuid: textOf(fields, 1), pid: numberOf(fields, 2) };
}

export function versionResponse(bytes: Buffer): string {
  return textOf(fieldsOf(bytes), 1);
}

/** google.protobuf.Timestamp, to the millisecond as lib/facts/parsers/containerd has it. */
function timestampOf(fields: Field[] | undefined): string | null {
  if (fields === undefined) return null;
  const date = new Date(numberOf(fields, 1) * 1000 + Math.floor(numberOf(fields, 2) / 1e6));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
