import { defineCheck } from '../define-check.ts';
import { nasVendor } from '../nas-vendor.ts';
import { removedDriverFinding } from '../removed-driver.ts';

export default defineCheck({
  id: 'aufs-removed-driver',
  title: 'Storage driver aufs (removed in engine 24)',
  why: 'aufs was never part of the mainline kernel, is deprecated since 19.03 and gone from Docker 24.0 on.',
  needs: ['engine'],
  drivers: ['aufs'],
  run(_, { facts }) {
    return removedDriverFinding({
      facts,
      driver: 'aufs',
      removedIn: '24.0',
      severity: 'warning',
      because:
        nasVendor(facts) === 'synology-dsm'
          ? 'aufs was never part of the mainline kernel. Synology’s package chooses aufs by itself on ext4 volumes and writes its configuration again at every start; the driver cannot be changed durably there. A btrfs volume gets the btrfs driver.'
          : 'aufs was never part of the mainline kernel: a kernel upgrade can leave Docker without it.',
    });
  },
});
