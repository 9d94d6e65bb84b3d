import type { Metadata } from 'next';
import { printableName } from '@/lib/domain/names';

/** The title of a page that names something of a host or a person; every `generateMetadata` ends here (raw-text.test.ts looks). */
export function pageTitle(title: string): Metadata {
  return { title: printableName(title) };
}
