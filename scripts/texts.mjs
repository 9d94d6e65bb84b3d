// What people read stands in the words file of its room (`components/ROOM/*-words.ts`), where it can be reviewed and translated as a whole: a
// component holds no text of its own. `scripts/words.mjs`, a part of the lint, calls this for every file of components and pages.
import { parseAst } from 'rolldown/parseAst';

/** A name, a unit, a word between two values may stand in a component; a sentence may not. */
const mostWords = 2;

const isChecked = (file) =>
  /^(?:components\/.*\.tsx?|app\/.*\.tsx)$/.test(file) &&
  !/(?:-words|\.test|\.generated)\.tsx?$|\/testing\/|^app\/api\//.test(file);

/** Attributes and fields that hold names for the browser or the program, not texts. */
const nameless = new Set([
  ...['className', 'class', 'd', 'style', 'href', 'src', 'id', 'key', 'type', 'name', 'htmlFor', 'role', 'viewBox'],
  ...['points', 'transform', 'autoComplete', 'preserveAspectRatio', 'strokeDasharray', 'command', 'download'],
]);
/** Calls whose arguments are names: of classes, elements, storage, requests. */
const namelessCalls = new Set([
  ...['classNames', 'querySelector', 'querySelectorAll', 'closest', 'matchMedia', 'requestJson', 'addEventListener'],
  ...['includes', 'startsWith', 'endsWith', 'has', 'get', 'set', 'getItem', 'setItem', 'test'],
]);

const countWords = (text) => (text.match(/\p{Letter}[\p{Letter}’'-]*/gu) ?? []).length;
/** `flex min-w-0 sm:grid-cols-[2rem_1fr]`: names of classes: no capital, no punctuation, and some with a part or a state. */
function isClassList(text) {
  const names = text.trim().split(/\s+/);
  const parted = names.filter((name) => /[a-z0-9][-:[][a-z0-9[]/.test(name)).length;
  return names.every((name) => /^-?[a-z@*[(][^A-Z\s]*(?<![,.;:!?…”])$/.test(name)) && parted * 3 >= names.length;
}
/** A command to copy, a path, an address, a cookie. */
const isCode = (text) => /^(?:[#/$(.]|… \/|[a-z-]+:\/\/|(?:docker|bilge|df|ssh) )|[;|] |=\S+;/.test(text);

const isText = (text) => countWords(text) > mostWords && !isClassList(text) && !isCode(text.trim());

/** @param {string} file @param {string} source @returns {{ line: number, text: string }[]} texts that belong into a words file */
export function textsIn(file, source) {
  const found = [];
  const take = (node, text) => {
    if (!isText(text)) return;
    const line = source.slice(0, node.start).split('\n').length + (/^\s*\n/.test(text) ? 1 : 0);
    found.push({ line, text: text.trim().replace(/\s+/g, ' ') });
  };
  const visit = (node) => {
    if (Array.isArray(node)) for (const each of node) visit(each);
    if (node === null || typeof node !== 'object' || Array.isArray(node) || isNameless(node)) return;
    if (node.type === 'JSXText') take(node, node.value);
    else if (node.type === 'Literal' && typeof node.value === 'string') take(node, node.value);
    else if (node.type === 'TemplateLiteral') take(node, node.quasis.map(({ value }) => value.cooked).join(' \u2026 '));
    for (const [name, child] of Object.entries(node)) if (name !== 'parent') visit(child);
  };
  visit(parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }).body);
  return found;
}

function isNameless(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return true;
    case 'ExpressionStatement':
      return typeof node.directive === 'string';
    case 'JSXElement':
      return node.openingElement.name.name === 'code' && !holdsExpressions(node);
    case 'JSXAttribute':
      return nameless.has(node.name.name) || String(node.name.name).startsWith('data-');
    case 'Property':
      return node.value.type !== 'ObjectExpression' && node.key.name === 'className';
    case 'CallExpression':
      return namelessCalls.has(node.callee.name ?? node.callee.property?.name) && !holdsJsx(node.arguments);
    case 'NewExpression':
      // An error is for the log; what people read of it is its userMessage.
      return /Error$/.test(node.callee.name ?? '');
    default:
      return node.type?.startsWith('TS') && !/^TS(?:As|Satisfies|NonNull)Expression$/.test(node.type);
  }
}

const holdsExpressions = ({ children }) => children.some(({ type }) => type !== 'JSXText');

function holdsJsx(node) {
  if (node === null || typeof node !== 'object') return false;
  if (String(node.type).startsWith('JSX')) return true;
  return Object.entries(node).some(([name, child]) => name !== 'parent' && holdsJsx(child));
}

/**
 * @param {{ files: readonly string[], read: (file: string) => string }} repository paths from its top
 * @returns {string[]} complaints
 */
export function checkTexts({ files, read }) {
  return files
    .filter(isChecked)
    .flatMap((file) =>
      textsIn(file, read(file)).map(
        ({ line, text }) => `${file}:${line}: “${text}”: texts stand in the words file of the room`,
      ),
    );
}
