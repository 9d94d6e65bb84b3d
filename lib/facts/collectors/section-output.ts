import { ParseFailure } from '../../domain/errors.ts';

/**
 * What one section printed, cut at the marks that `bilge_part` sets. The marks carry the scan's random nonce, so no content can
 * fake one, and every byte between two marks is content: names and files come through as they are.
 */
export class SectionOutput {
  readonly id: string;
  /** what its tools said on stderr */
  readonly stderr: string;
  readonly byteLength: number;
  readonly #parts: { name: string; bytes: Buffer }[] = [];

  constructor(options: { id: string; body: Buffer; nonce: string; stderr?: string }) {
    this.id = options.id;
    this.stderr = options.stderr ?? '';
    this.byteLength = options.body.length;
    const start = Buffer.from(`\n==bilge:${options.nonce}:part:`);
    let at = options.body.indexOf(start);
    while (at >= 0) {
      const nameEnd = options.body.indexOf('==\n', at + start.length);
      if (nameEnd < 0) break;
      const next = options.body.indexOf(start, nameEnd + 3);
      const name = options.body.toString('utf8', at + start.length, nameEnd);
      this.#parts.push({ name, bytes: options.body.subarray(nameEnd + 3, next < 0 ? undefined : next) });
      at = next;
    }
  }

  get names(): string[] {
    return this.#parts.map((part) => part.name);
  }

  /** @throws ParseFailure where the script did not get as far as this part */
  part(name: string): Buffer {
    const bytes = this.optional(name);
    if (bytes === null) {
      throw new ParseFailure({
        tool: this.id,
        message: `The section ${this.id} of the scan lacks its part "${name}".`,
      });
    }
    return bytes;
  }

  optional(name: string): Buffer | null {
    return this.#parts.find((part) => part.name === name)?.bytes ?? null;
  }

  text(name: string): string {
    return this.part(name).toString('utf8');
  }

  /** All parts whose name begins with `prefix`, in order; `key` is the rest of the name. */
  withPrefix(prefix: string): { key: string; bytes: Buffer }[] {
    return this.#parts
      .filter((part) => part.name.startsWith(prefix))
      .map((part) => ({ key: part.name.slice(prefix.length), bytes: part.bytes }));
  }
}

/** For tests: an output from its parts. */
export function outputOf(id: string, parts: Record<string, string | Buffer>, stderr = ''): SectionOutput {
  const nonce = 'test';
  const body = Object.entries(parts).flatMap(([name, content]) => [
    Buffer.from(`\n==bilge:${nonce}:part:${name}==\n`),
    Buffer.from(content),
  ]);
  return new SectionOutput({ id, body: Buffer.concat(body), nonce, stderr });
}
