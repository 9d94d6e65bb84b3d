import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endpoints } from '../endpoints/all.ts';
import { json, nothing } from './answer.ts';
import { describeApi } from './describe-api.ts';
import { defineEndpoint } from './endpoint.ts';

// As it is sent: JSON.
const described = (): ReturnType<typeof describeApi> => JSON.parse(JSON.stringify(describeApi(endpoints)));

describe('the description of the API', () => {
  it('is OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(described())).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const broken = { ...described(), paths: { '/hosts': { get: { responses: { 200: {} } } } } };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it('names every schema that it refers to, and holds none that nothing refers to', () => {
    const document = described();
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, ref]) => ref);
    const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(refs)].sort()).toEqual([...names, '#/components/responses/Problem'].sort());
    expect(names).toEqual(
      expect.arrayContaining(['Report', 'Plan', 'Run', 'Finding'].map((name) => `#/components/schemas/${name}`)),
    );
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('says of every endpoint what it answers, and which parameters its address has', () => {
    const { paths } = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) }).parse(described());
    for (const { method, path, response } of endpoints) {
      const { parameters, responses } = paths[path]?.[method.toLowerCase()] ?? { parameters: [], responses: {} };
      const inAddress = parameters.filter((each) => each.in === 'path').map(({ name }) => `{${name}}`);
      expect(inAddress, path).toEqual(path.match(/\{\w+\}/g) ?? []);
      const [success] = Object.entries(responses).filter(([status]) => status !== 'default');
      const schemas = Object.values(success?.[1].content ?? {}).map(({ schema }) => schema);
      expect(success?.[0], path).toMatch(/^20[0124]$/);
      if (response.kind === 'nothing') expect(schemas, path).toEqual([]);
      else expect(schemas.length, path).toBeGreaterThan(0);
      for (const schema of schemas)
        expect(Object.keys(schema), `${method} ${path} says nothing of its answer`).not.toEqual([]);
    }
  });
});

const operation = z.object({
  parameters: z.array(z.object({ in: z.string(), name: z.string() })),
  responses: z.record(
    z.string(),
    z.object({ content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) })).optional() }),
  ),
});

it('the compiler refuses a handler that answers something else', () => {
  const rest = { method: 'GET', path: '/x', summary: '', role: 'viewer', mutates: false } as const;
  const response = json(z.object({ bytes: z.number() }));
  defineEndpoint({ ...rest, response, respond: () => ({ bytes: 1 }) });
  // @ts-expect-error: text where bytes are a number
  defineEndpoint({ ...rest, response, respond: () => ({ bytes: '1 B' }) });
  // @ts-expect-error: the field is missing
  defineEndpoint({ ...rest, response, respond: () => ({}) });
  // @ts-expect-error: an answer of nothing
  defineEndpoint({ ...rest, response: nothing, respond: () => ({ bytes: 1 }) });
  // @ts-expect-error: no word about the answer
  defineEndpoint({ ...rest, respond: () => ({ bytes: 1 }) });
});
