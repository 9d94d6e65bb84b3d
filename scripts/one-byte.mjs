// Called by scripts/standalone.mjs: makes the texts of the built server take one byte a character in memory.
import fs from 'node:fs';
import path from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';

/**
 * V8 keeps the source of every module, and one character beyond Latin-1 (our quotation marks and dashes) makes the whole of it take two
 * bytes a character: 6 MB in a dashboard that is asked to live in 120. Such characters are written as escapes where they mean the same:
 * in strings, and in templates without a tag. A tag may read them raw, as the shell's does, so those stay.
 */
export function escapeSources(folder) {
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js')) continue;
    const file = path.join(folder, name);
    const source = fs.readFileSync(file, 'utf8');
    if (isWide(source)) fs.writeFileSync(file, escaped(source, file));
  }
}

const wide = /[^\u0000-\u00ff]/g;
const isWide = (text) => text.search(wide) !== -1;

function escaped(source, file) {
  const places = textsOf(source, file);
  let result = '';
  let at = 0;
  for (const { start, end } of places) {
    const text = source.slice(start, end);
    if (start < at || !isWide(text)) continue;
    result += source.slice(at, start) + text.replace(wide, escapeUnit);
    at = end;
  }
  result += source.slice(at);
  const said = (texts) => JSON.stringify(texts.map(({ text }) => text));
  if (said(textsOf(result, file)) !== said(places)) throw new Error(`${file} would say something else`);
  return result;
}

const escapeUnit = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Every string and every part of a template without a tag: where it stands, and what it says. */
function textsOf(source, file) {
  const { program, errors } = parseSync(file, source, { sourceType: 'script' });
  if (errors.length > 0) throw new Error(`${file} could not be read: ${errors[0].message}`);
  const tagged = new Set();
  const places = [];
  const add = ({ start, end }, text) => places.push({ start, end, text });
  const tag = ({ quasi }) => {
    tagged.add(quasi);
  };
  const text = (node) => {
    if (typeof node.value === 'string') add(node, node.value);
  };
  const template = (node) => {
    if (!tagged.has(node)) for (const part of node.quasis) add(part, part.value.cooked);
  };
  new Visitor({ TaggedTemplateExpression: tag, Literal: text, TemplateLiteral: template }).visit(program);
  return places.sort((one, other) => one.start - other.start);
}
