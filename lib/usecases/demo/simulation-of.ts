import { registry } from '../../actions/ops/registry.generated.ts';
import type { SimulationOf } from '../../demo/simulated-step.ts';

const byId = new Map(registry.map(({ id, simulated }) => [id, simulated]));

/** An op that is not known here, as in a plan of another version, is not simulated either. */
export const simulationOf: SimulationOf = (op) => byId.get(op) ?? null;
