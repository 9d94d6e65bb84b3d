import type { HostId } from '../../domain/ids.ts';
import type { Protection } from '../../domain/protection.ts';
import type { Application } from '../core/application.ts';

/** As plans, amounts and what is remembered of them take them. */
export function heldProtections(app: Application, hostId: HostId): Protection[] {
  return app.store.protections.all(hostId).map(({ kind, object }) => ({ kind, id: object }));
}
