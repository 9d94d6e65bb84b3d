import type { z } from 'zod';
import type { FieldErrors } from './use-fields';

/** The first sentence of each field that a schema refuses. */
export function fieldProblems<V extends object>(schema: z.ZodType<V>, values: V): FieldErrors<V> {
  const read = schema.safeParse(values);
  const problems: FieldErrors<V> = {};
  for (const { path, message } of read.error?.issues ?? []) {
    const name = path[0];
    if (isFieldOf(values, name)) problems[name] ??= message;
  }
  return problems;
}

function isFieldOf<V extends object>(values: V, name: PropertyKey | undefined): name is keyof V {
  return name !== undefined && name in values;
}
