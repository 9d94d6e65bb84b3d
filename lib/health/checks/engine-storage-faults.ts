import { faultsOf, faultWords } from '../../domain/engine-faults.ts';
import { isOlder } from '../../domain/version-order.ts';
import { defineCheck } from '../define-check.ts';
import { desktopVm } from '../desktop-vm.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { pastedFacts } from '../pasted.ts';
import { graphDriver } from '../storage-driver.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

const kinds = { leak: 'leaks space', figure: 'wrong figure', upkeep: 'cleanup that does not run' };

export default defineCheck({
  id: 'engine-storage-faults',
  title: 'A version of Docker with known storage bugs',
  why: 'Some releases of Docker leak space, or report it wrongly, in ways that a later release fixes. The release numbers are those of the first tag of moby/moby that contains the fix. A distribution may have added a fix to an older version: then its bug is listed here and does not happen. Leaks that no release fixes have checks of their own. An upgrade does not remove what has already leaked.',
  needs: ['engine'],
  absent: (facts) => (pastedFacts(facts) === null ? null : 'Only hosts that Bilge scans are checked for this.'),
  run({ engine }, { facts }) {
    if (engine.product === 'podman') return { notApplicable: 'The engine is Podman.' };
    if (isOlder(engine.version, '1') === null)
      return { unknown: 'The engine’s version is unknown.', missing: ['engine'] };
    const driver = graphDriver(facts);
    if (driver === null) return { unknown: 'The storage driver is unknown.', missing: ['engine'] };
    const faults = faultsOf(engine.version, driver === 'containerd' ? 'containerd' : 'graphdriver');
    if (faults.length === 0) return [];
    const version = engine.version.slice(0, 20);
    const leaks = faults.filter(({ kind }) => kind === 'leak').length;
    const vm = desktopVm(facts);
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title: `Docker ${version} has ${leaks > 0 ? 'storage bugs that newer releases fix' : 'wrong figures that newer releases fix'}`,
        detail: paragraphs(
          leaks > 0
            ? 'New leaks of these kinds appear until Docker is upgraded. What has already leaked stays.'
            : 'Nothing is lost by it, but figures that Docker itself prints mislead.',
          faults.map(faultWords).join(' '),
          steps(
            vm
              ? `Update ${vm.product}; it includes the engine.`
              : (nasVendor(facts)?.advice?.engineUpdate ??
                  'Upgrade Docker when it suits you. Read the notes of each major version in between first.'),
          ),
        ),
        evidence: evidence(
          'docker version',
          ['Engine', 'What', 'Fixed in', 'Source'],
          faults.map(({ kind, fixedIn, source }) => [engine.version, kinds[kind], fixedIn, source]),
        ),
        remedies: [],
      },
    ];
  },
});
