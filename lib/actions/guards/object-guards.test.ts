import { objectVerdicts } from './testing/object-verdicts.ts';
import { testVerdicts } from './testing/verdict-case.ts';

testVerdicts('one object', objectVerdicts);
