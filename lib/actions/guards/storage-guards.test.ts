import { storageVerdicts } from './testing/storage-verdicts.ts';
import { testVerdicts } from './testing/verdict-case.ts';

testVerdicts('what is on disk', storageVerdicts);
