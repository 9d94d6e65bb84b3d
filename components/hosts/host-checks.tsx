import type { HostCheck } from '@/lib/domain/session';
import { InlineText } from '../ui/inline-text';
import { SeverityMark } from '../ui/severity-mark';
import { hostTestWords } from './host-test-words';

const titles: Record<HostCheck['id'], string> = {
  connect: hostTestWords.connection,
  'host-key': hostTestWords.hostKey,
  login: hostTestWords.login,
  shell: hostTestWords.shell,
  sudo: hostTestWords.root,
  docker: hostTestWords.docker,
  tools: hostTestWords.tools,
  helper: hostTestWords.helper,
};

/** Each step of the test as it is reached: what was tried, the result, what to change. */
export function HostChecks({ checks, running }: { checks: readonly HostCheck[]; running: boolean }) {
  return (
    <ol className="flex flex-col gap-2.5" aria-live="polite">
      {checks.map((check) => (
        <li key={`${check.id} ${check.detail}`} className="flex gap-2.5 text-sm">
          <SeverityMark kind={check.ok ? 'pass' : 'fail'} className="mt-0.5" />
          <div className="min-w-0">
            <p className="font-medium">{titles[check.id]}</p>
            <p className="break-words whitespace-pre-line text-soft">
              <InlineText text={check.detail} />
            </p>
          </div>
        </li>
      ))}
      {running ? (
        <li className="flex gap-2.5 text-sm text-faint">
          <SeverityMark kind="running" className="mt-0.5" />
          {hostTestWords.testing}
        </li>
      ) : null}
    </ol>
  );
}
