import { Skeleton } from '@/components/ui/skeleton';

/** The shape of the overview, in its sizes. */
export default function ShellLoading() {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <Skeleton className="mb-6 h-9 w-44" />
      <div className="mb-8 grid grid-cols-2 gap-6 sm:grid-cols-4">
        {['a', 'b', 'c', 'd'].map((key) => (
          <Skeleton key={key} className="h-20" />
        ))}
      </div>
      <div className="flex flex-col gap-3">
        {['a', 'b', 'c'].map((key) => (
          <Skeleton key={key} className="h-32" />
        ))}
      </div>
    </div>
  );
}
