import { imageVerdicts } from './testing/image-verdicts.ts';
import { testVerdicts } from './testing/verdict-case.ts';

testVerdicts('images', imageVerdicts);
