import { Skeleton } from '@/components/ui/skeleton';

/** A heading and what comes below it: nothing that a page would have to take away again. */
export default function ShellLoading() {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <Skeleton className="mb-6 h-9 w-44" />
      <Skeleton className="h-64" />
    </div>
  );
}
