import type { Actor } from '@/lib/access/actor.ts';

/** A stream holds a connection and memory for hours: so many for one account (with its tokens), so many in all. */
export const mostForOne = 40;
const mostInAll = 400;
/** What was sent and is not taken yet, by a reader that is slow or has stopped reading without hanging up. */
const mostWaitingBytes = 16 * 1024 * 1024;
const mostWaitingInAll = 4 * mostWaitingBytes;

export interface StreamSeat {
  /** False where so much must not wait, for this stream or for all together. */
  mayWait(bytes: number): boolean;
  leave(): void;
}

export interface StreamSeats {
  /** null where there is none left */
  take(actor: Actor): StreamSeat | null;
  taken(): number;
}

const seatsOf = new WeakMap<object, StreamSeats>();

/** One count for each application: all streams are opened by the one route handler below /api/v1. */
export function streamSeats(app: object): StreamSeats {
  const known = seatsOf.get(app);
  if (known !== undefined) return known;
  const seats = newSeats();
  seatsOf.set(app, seats);
  return seats;
}

function newSeats(): StreamSeats {
  const byActor = new Map<string, Set<StreamSeat>>();
  const waiting = new Map<StreamSeat, number>();
  let waitingInAll = 0;

  const wait = (seat: StreamSeat, bytes: number): void => {
    waitingInAll += bytes - (waiting.get(seat) ?? 0);
    waiting.set(seat, bytes);
  };

  return {
    take(actor) {
      const key = keyOf(actor);
      const own = byActor.get(key) ?? new Set();
      if (own.size >= mostForOne || waiting.size >= mostInAll) return null;
      byActor.set(key, own);
      const seat: StreamSeat = {
        mayWait(bytes) {
          wait(seat, Math.max(0, bytes));
          return bytes <= mostWaitingBytes && (waitingInAll <= mostWaitingInAll || bytes <= 0);
        },
        leave() {
          wait(seat, 0);
          waiting.delete(seat);
          own.delete(seat);
          if (own.size === 0) byActor.delete(key);
        },
      };
      own.add(seat);
      wait(seat, 0);
      return seat;
    },
    taken: () => waiting.size,
  };
}

function keyOf(actor: Actor): string {
  if (actor.kind === 'user') return actor.userId;
  return actor.kind === 'token' ? actor.ownerId : actor.name;
}
