// Writes the types of a client of the API from its OpenAPI description, in the shape that openapi-fetch takes. openapi-typescript
// writes the same, but needs the compiler's API, which TypeScript 7 does not have (docs/decisions/0012-openapi.md).
// `--check` (part of `npm run lint`) only says whether they are up to date.
import fs from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// Sources of `app` name the project's root with `@/`, which only bundlers know.
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.startsWith('@/') ? pathToFileURL(path.resolve(specifier.slice(2))).href : specifier, context),
});

const { describeApi } = await import('../app/api/core/describe-api.ts');
const { endpoints } = await import('../app/api/endpoints/all.ts');
const target = 'app/api/testing/api-types.generated.ts';
const key = (name) => (/^\w+$/.test(name) ? name : JSON.stringify(name));
const indented = (line) => `  ${line.replaceAll('\n', '\n  ')};\n`;
const block = (lines) => (lines.length === 0 ? '{}' : `{\n${lines.map(indented).join('')}}`);

/** Only what zod writes; anything else would be a type that says less than the description. */
function typeOf(schema) {
  if (schema.$ref) return `components['schemas']['${path.posix.basename(schema.$ref)}']`;
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((choice) => `(${typeOf(choice)})`).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ');
  switch (schema.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
      return 'number';
    case 'array':
      return schema.prefixItems ? `[${schema.prefixItems.map(typeOf).join(', ')}]` : `(${typeOf(schema.items)})[]`;
    case 'object':
      return objectType(schema);
    case undefined:
      return 'unknown';
    default:
      throw new Error(`No type for ${JSON.stringify(schema)}`);
  }
}

function objectType({ properties = {}, required = [], propertyNames, additionalProperties }) {
  if (propertyNames?.enum) {
    const names = propertyNames.enum.map((name) => JSON.stringify(name)).join(' | ');
    return `Record<${names}, ${typeOf(additionalProperties)}>`;
  }
  const named = Object.entries(properties);
  if (named.length === 0) return `Record<string, ${additionalProperties ? typeOf(additionalProperties) : 'unknown'}>`;
  return block(named.map(([name, part]) => `${key(name)}${required.includes(name) ? '' : '?'}: ${typeOf(part)}`));
}

function operationType({ parameters, requestBody, responses }) {
  const places = ['path', 'query'].flatMap((place) => {
    const own = parameters.filter((parameter) => parameter.in === place);
    const isNeeded = own.some(({ required }) => required);
    const fields = own.map(({ name, required, schema }) => `${key(name)}${required ? '' : '?'}: ${typeOf(schema)}`);
    return own.length === 0 ? [] : [`${place}${isNeeded ? '' : '?'}: ${block(fields)}`];
  });
  return block([
    `parameters: ${block(places)}`,
    ...(requestBody ? [`requestBody: ${contentType(requestBody)}`] : []),
    `responses: ${mapped(responses, responseType)}`,
  ]);
}

const responseType = (response) =>
  response.$ref ? `components['responses']['${path.posix.basename(response.$ref)}']` : contentType(response);

const contentType = ({ content }) =>
  content ? block([`content: ${mapped(content, ({ schema }) => typeOf(schema))}`]) : '{ content?: never }';

const { paths, components } = describeApi(endpoints);
const mapped = (entries, type) => block(Object.entries(entries).map(([name, each]) => `${key(name)}: ${type(each)}`));
const text = `// Written by scripts/api-types.mjs from the description of the API. Do not edit.
export interface paths ${mapped(paths, (operations) => mapped(operations, operationType))}
export interface components ${block([
  `schemas: ${mapped(components.schemas, typeOf)}`,
  `responses: ${mapped(components.responses, contentType)}`,
])}
`;
const old = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : '';
if (old !== text) {
  if (process.argv.includes('--check')) {
    console.error(`out of date: ${target}`);
    process.exit(1);
  }
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
}
