import { CopyButton } from './copy-button';
import { uiWords } from './ui-words';

/** A command to run on a host, with a copy button. */
export function CommandLine({ command }: { command: string }) {
  return (
    <div className="flex items-start gap-1 rounded-sm bg-well py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 py-1 text-sm break-all whitespace-pre-wrap">{command}</code>
      <CopyButton text={command} what={uiWords.command} />
    </div>
  );
}
