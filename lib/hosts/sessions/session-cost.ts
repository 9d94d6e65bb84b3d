import type { SessionCost } from '../../domain/session.ts';

/** Counts what a session asks of its host. Counting begins when the session is handed out: opening belongs to the connection. */
export class CostCounter {
  private roundTrips = 0;
  private engineRequests = 0;
  private bytes = 0;

  readonly roundTrip = (): void => {
    this.roundTrips += 1;
  };
  readonly engineRequest = (): void => {
    this.engineRequests += 1;
  };
  readonly received = (count: number): void => {
    this.bytes += count;
  };

  take(): SessionCost {
    const cost = { roundTrips: this.roundTrips, engineRequests: this.engineRequests, bytes: this.bytes };
    this.roundTrips = 0;
    this.engineRequests = 0;
    this.bytes = 0;
    return cost;
  }
}
