import type { Metadata } from 'next';
import { sidebarWords } from '@/components/session/sidebar-words';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';

export const metadata: Metadata = { title: sidebarWords.notFound };

export default function ShellNotFound() {
  return (
    <div className="flex max-w-xl flex-col items-start gap-4 py-12">
      <h1 className="text-2xl font-semibold tracking-tight">{sidebarWords.pageNotFound}</h1>
      <p className="text-soft">{sidebarWords.aboutNotFound}</p>
      <Button asChild>
        <Link href="/">{sidebarWords.overview}</Link>
      </Button>
    </div>
  );
}
