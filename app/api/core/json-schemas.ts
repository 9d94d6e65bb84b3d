import { z } from 'zod';
import { componentNames } from '@/lib/domain/answers/component-names.ts';

export interface JsonSchemas {
  of(schema: z.ZodType): object;
  /** what is referred to, by name */
  components: Readonly<Record<string, object>>;
}

/**
 * All at once, so that what has a name is written once and referred to.
 * @param io `input`: what a request may send; `output`: what an answer holds
 */
export function jsonSchemas(schemas: readonly z.ZodType[], io: 'input' | 'output'): JsonSchemas {
  const all = z.toJSONSchema(z.object(Object.fromEntries(schemas.entries())), {
    io,
    metadata: componentNames,
    unrepresentable: 'any',
    override({ jsonSchema }) {
      // Answers may get more fields in a later version; a client must not refuse them.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  const { properties, components } = withComponentRefs({ properties: all.properties, components: all.$defs });
  return {
    of(schema) {
      const found = properties[schemas.indexOf(schema)];
      if (found === undefined) throw new Error('A schema that was not among those to describe.');
      return found;
    },
    components,
  };
}

/** zod refers to what it has put below `$defs`; OpenAPI looks for it below `components`. */
function withComponentRefs(written: { properties: unknown; components: unknown }): {
  properties: Record<number, object>;
  components: Record<string, object>;
} {
  const { properties = {}, components = {} } = JSON.parse(
    JSON.stringify(written).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/'),
  );
  return { properties, components };
}
