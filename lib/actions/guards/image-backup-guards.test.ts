import { imageBackupVerdicts } from './testing/image-backup-verdicts.ts';
import { testVerdicts } from './testing/verdict-case.ts';

testVerdicts('saved images', imageBackupVerdicts);
