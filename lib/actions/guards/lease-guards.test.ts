import { leaseVerdicts } from './testing/lease-verdicts.ts';
import { testVerdicts } from './testing/verdict-case.ts';

testVerdicts('leases of containerd', leaseVerdicts);
