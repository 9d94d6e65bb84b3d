import { Link } from '../ui/link';

/** A hull with its waterline: what this is about, in one glyph. */
export function BrandMark({ className = 'size-6' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className} fill="none" strokeLinecap="round" strokeLinejoin="round">
      <title>Bilge</title>
      <path
        d="M4 8h24l-4.6 14.4A4.5 4.5 0 0 1 19.1 25.5h-6.2a4.5 4.5 0 0 1-4.3-3.1z"
        stroke="currentColor"
        strokeWidth="2.3"
      />
      <path
        d="M7.4 17c2.2-1.6 4.4-1.6 6.6 0s4.4 1.6 6.6 0c1.3-.9 2.6-1.3 4-1.2"
        stroke="var(--color-signal)"
        strokeWidth="2.3"
      />
    </svg>
  );
}

export function BrandLink() {
  return (
    <Link href="/" className="tap flex items-center gap-2.5 rounded-md text-lg font-semibold tracking-tight">
      <BrandMark />
      Bilge
    </Link>
  );
}
