import { hostVerdicts } from './testing/host-verdicts.ts';
import { testVerdicts } from './testing/verdict-case.ts';

testVerdicts('the host', hostVerdicts);
