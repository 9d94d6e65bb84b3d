import type { Finding } from '@/lib/domain/finding';

interface Findable {
  host: { name: string };
  finding: Pick<Finding, 'title' | 'detail' | 'checkId' | 'subject'>;
}

/** Every word of the question occurs in what the finding says, or in the name of its host. */
export function isFound({ host, finding }: Findable, question: string): boolean {
  const { title, detail, checkId, subject } = finding;
  const text = [title, detail, checkId, subject.label, subject.id, host.name].join(' ').toLowerCase();
  return question
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
