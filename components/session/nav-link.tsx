'use client';

import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { classNames } from '../ui/class-names';
import { Link } from '../ui/link';

interface NavLinkProps {
  href: string;
  children: ReactNode;
  /** `/` is current only when it is the page itself */
  exact?: boolean;
  className?: string;
}

export function NavLink({ href, children, exact = false, className }: NavLinkProps) {
  const path = usePathname();
  const current = exact ? path === href : path === href || path.startsWith(`${href}/`);
  return (
    <Link
      href={href}
      aria-current={current ? 'page' : undefined}
      className={classNames(
        'tap flex min-w-0 items-center gap-2.5 rounded-md px-2.5 py-1.5 text-sm text-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-signal-wash aria-[current=page]:font-medium aria-[current=page]:text-signal-deep [&>svg]:size-4 [&>svg]:shrink-0',
        className,
      )}
    >
      {children}
    </Link>
  );
}
