/** A small seeded generator: a run that found something can be run again. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

const interesting = [
  '\0',
  '\r',
  '\t',
  '"',
  '{',
  '}',
  '\\',
  '%',
  '/',
  ':',
  '-',
  '999999999999999999999',
  '-1',
  '0',
  'NaN',
  '1e309',
  'null',
  '\u00a0',
  '\ud800',
  '…',
  '> ',
  '```\n',
  '+',
  '[',
  ']',
  '(',
  ')',
  '.',
  ',',
  ' ',
  '\n\n',
  '# docker info\n',
  'Storage Driver: ',
  ' total=',
  'uuid: ',
  '100% /\n',
];

/** A sample cut, doubled, shuffled by lines, spliced with another, or with bytes changed: one to six of these after each other. */
export function mutated(sample: string, other: string, random: () => number): string {
  let text = sample;
  const at = () => Math.floor(random() * (text.length + 1));
  const times = 1 + Math.floor(random() * 6);
  for (let round = 0; round < times; round += 1) {
    const [one, two] = [at(), at()].sort((a, b) => a - b) as [number, number];
    switch (Math.floor(random() * 9)) {
      case 0:
        text = text.slice(0, one);
        break;
      case 1:
        text = text.slice(0, one) + text.slice(two);
        break;
      case 2:
        text = text.slice(0, two) + text.slice(one);
        break;
      case 3:
        text = text.slice(0, one) + other.slice(Math.floor(random() * other.length));
        break;
      case 4:
        text = text.slice(0, one) + (interesting[Math.floor(random() * interesting.length)] ?? '') + text.slice(one);
        break;
      case 5:
        text = text.slice(0, one) + String.fromCharCode(Math.floor(random() * 256)) + text.slice(one + 1);
        break;
      case 6: {
        const lines = text.split('\n');
        const [from, to] = [Math.floor(random() * lines.length), Math.floor(random() * lines.length)];
        lines.splice(to, 0, ...lines.splice(from, 1));
        text = lines.join('\n');
        break;
      }
      case 7:
        text = text.replace(/\d+/g, (number) =>
          random() < 0.1 ? String(Math.floor(random() * 10 ** (1 + Math.floor(random() * 17)))) : number,
        );
        break;
      default:
        text = text.replaceAll('\n', random() < 0.5 ? '\n> ' : '\r\n');
    }
    // Doubling again and again would only measure memory.
    if (text.length > 20_000) text = text.slice(0, 20_000);
  }
  return text;
}

/** Words, numbers and punctuation that mean nothing: no finding may come of them. */
export function noise(random: () => number): string {
  const length = Math.floor(random() * 400);
  let text = '';
  for (let index = 0; index < length; index += 1) {
    const kind = random();
    if (kind < 0.5) text += String.fromCharCode(97 + Math.floor(random() * 26));
    else if (kind < 0.6) text += String(Math.floor(random() * 1000));
    else if (kind < 0.7) text += ' ';
    else if (kind < 0.78) text += '\n';
    else text += String.fromCharCode(Math.floor(random() * 0x250));
  }
  return text;
}
