import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';

/** The folder of a migration's record; `-` = that of this very run. */
export const recordPath = z.literal('-').or(migrationPath.and(z.string().regex(/\/migrations\/run_[0-9a-z]+$/)));
