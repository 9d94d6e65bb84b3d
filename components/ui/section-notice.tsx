import type { ReactNode } from 'react';
import type { SectionState } from '@/lib/domain/report';
import { InlineText } from './inline-text';
import { Notice } from './notice';
import { unknownWord } from './unknown-value';

/** In place of an empty list: what could not be read, why, and what to do. */
export function SectionNotice({
  what,
  section,
  children,
}: {
  what: string;
  section: SectionState;
  children?: ReactNode;
}) {
  if (section.state === 'known') return null;
  return (
    <Notice kind="unknown" title={`${what}: ${unknownWord(section.reason)}`} className="mb-6">
      <InlineText text={section.detail} />
      {children}
    </Notice>
  );
}
