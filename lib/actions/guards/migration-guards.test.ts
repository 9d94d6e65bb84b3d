import { migrationVerdicts } from './testing/migration-verdicts.ts';
import { testVerdicts } from './testing/verdict-case.ts';

testVerdicts('migrations', migrationVerdicts);
