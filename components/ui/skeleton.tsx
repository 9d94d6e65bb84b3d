import { classNames } from './class-names';

/** Holds the place of what comes, in its size, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames('animate-[pulse-soft_1.6s_infinite] rounded-sm bg-well', className)} />;
}
