import { InvalidInputError } from '@/lib/domain/errors.ts';

/** A body as text, of at most so many bytes (not characters: those can be four bytes each). Stops reading where it is more. */
export async function boundedText(request: Request, limit: { bytes: number; words: string }): Promise<string> {
  const tooLarge = (): InvalidInputError => new InvalidInputError(`The body is larger than ${limit.words}.`);
  if (Number(request.headers.get('content-length') ?? '0') > limit.bytes) throw tooLarge();
  if (request.body === null) return '';
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > limit.bytes) {
      await reader.cancel();
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}
