import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineCases, volumeCaseOnBtrfs } from '../../../test/helpers/ops/engine-cases.ts';
import { btrfsCases, hostCases } from '../../../test/helpers/ops/host-cases.ts';
import { btrfsLayerCases, overlayLayerCases } from '../../../test/helpers/ops/layer-cases.ts';
import { shownElsewhere } from '../../../test/helpers/ops/shown-elsewhere.ts';
import { registry } from './registry.generated.ts';

/** An op without a case on a real host is not tested, nor is a guard of it that nothing raises. New ones are found here. */
const cases = [
  ...overlayLayerCases,
  ...btrfsLayerCases,
  ...engineCases,
  volumeCaseOnBtrfs,
  ...hostCases,
  ...btrfsCases,
];
const root = path.resolve(import.meta.dirname, '../../..');

describe('every op', () => {
  it.each(registry.map(({ id }) => id))('%s is run, run again and refused on another host', (id) => {
    // testOps does these three for each case
    expect(cases.some(({ op }) => op === id)).toBe(true);
  });

  it.each(registry.flatMap(({ id, guards }) => guards.map((guard): [string, string] => [id, guard])))(
    '%s is refused by %s',
    (id, guard) => {
      const onHost = cases.some(({ op, refusals }) => op === id && refusals.some((each) => each.guard === guard));
      const elsewhere = shownElsewhere.some((each) => each.op === id && each.guard === guard);
      expect(onHost || elsewhere, `write a refusal for ${id}, or show ${guard} elsewhere`).toBe(true);
    },
  );

  it.each(shownElsewhere)('$op refused by $guard is shown in $file', ({ file, test }) => {
    expect(fs.readFileSync(path.join(root, file), 'utf8')).toContain(test);
  });

  it('no case is about an op or a guard that is gone', () => {
    for (const { op, refusals } of cases) {
      const found = registry.find(({ id }) => id === op);
      expect(found, op).toBeDefined();
      for (const { guard } of refusals) expect(found?.guards, `${op}: ${guard}`).toContain(guard);
    }
  });
});
