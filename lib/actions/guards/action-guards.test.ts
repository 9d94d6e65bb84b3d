import { actionVerdicts } from './testing/action-verdicts.ts';
import { testVerdicts } from './testing/verdict-case.ts';

testVerdicts('one action alone', actionVerdicts);
