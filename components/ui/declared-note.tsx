import { Badge } from './badge';
import { declaredWords } from './declared-words';

/** In the place of the buttons that change it. */
export function DeclaredNote({ file }: { file: string }) {
  return (
    <p className="mt-1 flex max-w-prose flex-wrap items-center gap-2 text-sm text-soft">
      <Badge>{declaredWords.mark}</Badge>
      <span className="break-words">{declaredWords.why(file)}</span>
    </p>
  );
}
