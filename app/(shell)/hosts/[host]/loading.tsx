import { overviewWords } from '@/components/hosts/overview-words';
import { Skeleton } from '@/components/ui/skeleton';

export default function HostLoading() {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">{overviewWords.loading}</span>
      <Skeleton className="h-56" />
      <Skeleton className="h-40" />
      <Skeleton className="h-40" />
    </div>
  );
}
