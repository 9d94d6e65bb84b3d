import { defineCheck } from '../define-check.ts';
import { desktopVm } from '../desktop-vm.ts';
import { evidence } from '../evidence.ts';
import { type NasVendor, nasVendor } from '../nas-vendor.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';
import { isOlder } from '../version.ts';

/** The newest two majors are maintained; 29 was the newest when this was written. */
const oldestSupported = '28.0';

const ways: Record<NasVendor, string> = {
  'synology-dsm':
    'update DSM and the Container Manager package. Replacing the engine by hand works on some models only, and not with every kernel; back up first.',
  qnap: 'update Container Station in the App Center.',
  unraid: 'update Unraid OS: the engine comes with it.',
  'truenas-scale': 'update TrueNAS: the engine comes with it. Do not install packages by hand.',
  openmediavault: 'update through the compose plugin’s Docker repository (omv-extras).',
};

export default defineCheck({
  id: 'engine-end-of-life',
  title: 'Docker Engine no longer maintained',
  why: 'Only the newest two major versions of the engine get security fixes. An old engine keeps its known holes, and newer clients stop talking to it.',
  needs: ['engine'],
  run({ engine }, { facts }) {
    const older = isOlder(engine.version, oldestSupported);
    const oldApi = isOlder(engine.apiVersion, '1.24') === true;
    if (older === null && !oldApi) return { unknown: 'The engine’s version is not known.' };
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
          ? `Docker ${version} gets security fixes from ${maintainer} alone`
          : `Docker ${version || `with API ${engine.apiVersion.slice(0, 8)}`} no longer gets security fixes`,
        detail: paragraphs(
          maintainer
            ? `Docker itself maintains ${oldestSupported.split('.')[0]} and 29. This is ${maintainer}’s own package, which ${maintainer} patches for as long as its release is supported.`
            : `Maintained are ${oldestSupported.split('.')[0]} and 29. (Debian and Ubuntu patch their own docker.io packages of older versions for as long as the release is supported.)`,
          `What to do: ${vm ? `update ${vm.product}: the engine comes with it.` : wayOf(vendor, maintainer)}`,
          ['aufs', 'overlay', 'devicemapper', 'vfs'].includes(driver)
            ? `Migrate away from the ${driver} driver first: newer engines do not show its images and containers.`
            : null,
          'An upgrade does not free space that has leaked, and does not stop the leak of duplicate build layers.',
        ),
        evidence: evidence(
          'docker version',
          ['Engine', 'API', 'Platform'],
          [[version || 'not printed', engine.apiVersion || 'not printed', engine.os || vendor || 'not printed']],
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

function wayOf(vendor: NasVendor | null, maintainer: string | null): string {
  if (vendor) return ways[vendor];
  return maintainer
    ? `see that ${maintainer}’s release is still supported and its updates are installed; newer engines come with a newer release or as Docker’s own packages.`
    : 'upgrade with your distribution’s or Docker’s own packages, one major at a time if you are far behind.';
}
