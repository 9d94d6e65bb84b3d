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
    const vendorWords = nasVendor(facts)?.advice?.aufs;
    return removedDriverFinding({
      facts,
      driver: 'aufs',
      removedIn: '24.0',
      severity: 'warning',
      because:
        vendorWords?.because ?? 'aufs is not part of the mainline kernel, so a kernel upgrade can remove it too.',
      ...(vendorWords ? { whatToDo: steps(...vendorWords.whatToDo) } : {}),
    });
  },
});
