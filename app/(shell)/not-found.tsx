import type { Metadata } from 'next';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';

export const metadata: Metadata = { title: 'Not found' };

export default function ShellNotFound() {
  return (
    <div className="flex max-w-xl flex-col items-start gap-4 py-12">
      <h1 className="text-2xl font-semibold tracking-tight">Page not found</h1>
      <p className="text-soft">The host, plan or run may have been removed, or the address is incomplete.</p>
      <Button asChild>
        <Link href="/">Overview</Link>
      </Button>
    </div>
  );
}
