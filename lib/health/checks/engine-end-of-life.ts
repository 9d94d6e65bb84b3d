import { isOlder } from '../../domain/version-order.ts';
import { defineCheck } from '../define-check.ts';
import { desktopVm } from '../desktop-vm.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

/** The newest two majors are maintained; 29 was the newest when this was written. */
const oldestSupported = '28.0';

export default defineCheck({
  id: 'engine-end-of-life',
  title: 'Docker Engine without security fixes',
  why: 'Only the newest two major versions of the engine get security fixes. An old engine keeps its known security holes, and newer clients stop working with it. Debian and Ubuntu patch their own docker.io packages of older versions for as long as the release is supported. An upgrade frees no leaked space and does not stop the leak of duplicate build layers.',
  needs: ['engine'],
  run({ engine }, { facts }) {
    const older = isOlder(engine.version, oldestSupported);
    const oldApi = isOlder(engine.apiVersion, '1.24') === true;
    if (older === null && !oldApi) return { unknown: 'The engine’s version is unknown.' };
    if (!older && !oldApi) return [];
    const vendor = nasVendor(facts);
    const maintainer = distributionOf(engine.version);
    const driver = engine.storageDriver;
    // A version that was cut off in a paste: `24.`
    const version = engine.version.replace(/[.\s]+$/, '').slice(0, 24);
    const vm = desktopVm(facts);
    return [
      {
        severity: 'warning',
        subject: engineSubject,
        title: maintainer
          ? `Docker ${version} gets security fixes only from ${maintainer}`
          : `Docker ${version || `with API ${engine.apiVersion.slice(0, 8)}`} no longer gets security fixes`,
        detail: paragraphs(
          maintainer
            ? `${maintainer} patches this package only while its release is supported. Docker itself maintains ${oldestSupported.split('.')[0]} and 29.`
            : `Known security holes stay open. Docker maintains ${oldestSupported.split('.')[0]} and 29.`,
          steps(
            ['aufs', 'overlay', 'devicemapper', 'vfs'].includes(driver)
              ? `Move away from the ${driver} driver first: newer engines do not show its images and containers.`
              : null,
            vm ? `Update ${vm.product}; it includes the engine.` : (vendor?.advice?.engineUpdate ?? wayOf(maintainer)),
          ),
        ),
        evidence: evidence(
          'docker version',
          ['Engine', 'API', 'Platform'],
          [[version || 'not printed', engine.apiVersion || 'not printed', engine.os || vendor?.id || 'not printed']],
        ),
        remedies: [],
      },
    ];
  },
});

/** Packages that a distribution patches by itself: `26.1.5+dfsg1` is Debian’s docker.io, `20.10.12-0ubuntu4` Ubuntu’s. */
function distributionOf(version: string): 'Debian' | 'Ubuntu' | null {
  if (/ubuntu/i.test(version)) return 'Ubuntu';
  return /\+dfsg/i.test(version) ? 'Debian' : null;
}

function wayOf(maintainer: string | null): string {
  return maintainer
    ? `Check that this ${maintainer} release is still supported and install its updates. A newer release, or Docker’s own packages, bring a newer engine.`
    : 'Upgrade with your distribution’s or Docker’s packages, one major version at a time if you are far behind.';
}
