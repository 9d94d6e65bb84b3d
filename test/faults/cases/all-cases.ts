import type { FaultCase } from '../fault-case.ts';
import { engineObjectCases } from './engine-objects.ts';
import { leakedLayerCases } from './leaked-layers.ts';
import { migrationCases } from './migrations.ts';
import { upkeepCases } from './upkeep.ts';

export const allCases: readonly FaultCase[] = [
  ...leakedLayerCases,
  ...engineObjectCases,
  ...upkeepCases,
  ...migrationCases,
];
