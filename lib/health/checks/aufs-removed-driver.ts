import { defineCheck } from '../define-check.ts';
import { nasVendor } from '../nas-vendor.ts';
import { removedDriverFinding } from '../removed-driver.ts';
import { steps } from '../text.ts';

export default defineCheck({
  id: 'aufs-removed-driver',
  title: 'Storage driver aufs (removed in Docker 24.0)',
  why: 'aufs was never part of the mainline kernel. Docker deprecated it in 19.03 and removed it in 24.0.',
  needs: ['engine'],
  drivers: ['aufs'],
  run(_, { facts }) {
    const isSynology = nasVendor(facts) === 'synology-dsm';
    return removedDriverFinding({
      facts,
      driver: 'aufs',
      removedIn: '24.0',
      severity: 'warning',
      because: isSynology
        ? 'Synology’s package chooses aufs by itself on ext4 volumes and overwrites its configuration at every start, so the driver cannot be changed permanently there.'
        : 'aufs is not part of the mainline kernel, so a kernel upgrade can remove it too.',
      ...(isSynology
        ? {
            whatToDo: steps(
              'Do not install another engine by hand: newer ones do not start with aufs. Update through DSM only.',
              'For another driver use a btrfs volume: the package chooses the btrfs driver there.',
            ),
          }
        : {}),
    });
  },
});
