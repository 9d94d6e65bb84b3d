import type { z } from 'zod';
import type { EventStream } from './event-stream.ts';

/** What an endpoint answers when all went well. OpenAPI is written from it, and the compiler holds `respond` to it. */
export type Answer<S extends z.ZodType = z.ZodType> =
  | JsonAnswer<S>
  | LinesAnswer<S>
  | EventsAnswer<S>
  | FileAnswer
  | NothingAnswer;

interface JsonAnswer<S extends z.ZodType> {
  kind: 'json';
  status: 200 | 201 | 202;
  schema: S;
}
/** newline-delimited JSON, each line as soon as it is known */
interface LinesAnswer<S extends z.ZodType> {
  kind: 'lines';
  line: S;
}
/** server-sent events; `data` of each is JSON */
interface EventsAnswer<S extends z.ZodType> {
  kind: 'events';
  data: S;
}
interface FileAnswer {
  kind: 'file';
  /** by content type */
  content: Readonly<Record<string, z.ZodType>>;
}
interface NothingAnswer {
  kind: 'nothing';
}

/** What `respond` has to give for it. */
export type Answered<A extends Answer> =
  A extends JsonAnswer<infer S>
    ? z.output<S>
    : A extends LinesAnswer<infer S>
      ? AsyncGenerator<z.output<S>>
      : A extends EventsAnswer<infer S>
        ? EventStream<z.output<S>>
        : A extends FileAnswer
          ? Response
          : // biome-ignore lint/suspicious/noConfusingVoidType: what a use case that answers nothing returns
            void;

export const json = <S extends z.ZodType>(schema: S, status: 200 | 201 | 202 = 200): JsonAnswer<S> => ({
  kind: 'json',
  status,
  schema,
});
export const lines = <S extends z.ZodType>(line: S): LinesAnswer<S> => ({ kind: 'lines', line });
export const events = <S extends z.ZodType>(data: S): EventsAnswer<S> => ({ kind: 'events', data });
export const file = (content: FileAnswer['content']): FileAnswer => ({ kind: 'file', content });
/** status 204 */
export const nothing: NothingAnswer = { kind: 'nothing' };
