import { classNames } from './class-names';

/** A placeholder of the same size as the content, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames('animate-[pulse-soft_1.6s_infinite] rounded-sm bg-well', className)} />;
}
