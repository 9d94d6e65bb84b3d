'use client';

import NextLink from 'next/link';
import { useRouter } from 'next/navigation';
import type { ComponentProps } from 'react';

/**
 * Next's link asks the server for every page it can see, two dozen requests for one overview, which a NAS answers while it has better to do.
 * This one asks for a page when someone points at it, touches it or tabs to it. Everything else uses it (scripts/boundaries.mjs).
 */
export function Link({ href, onPointerEnter, onTouchStart, onFocus, ...rest }: ComponentProps<typeof NextLink>) {
  const router = useRouter();
  const prepare = () => {
    if (typeof href === 'string' && href.startsWith('/')) router.prefetch(href);
  };
  return (
    <NextLink
      href={href}
      prefetch={false}
      onPointerEnter={(event) => {
        prepare();
        onPointerEnter?.(event);
      }}
      onTouchStart={(event) => {
        prepare();
        onTouchStart?.(event);
      }}
      onFocus={(event) => {
        prepare();
        onFocus?.(event);
      }}
      {...rest}
    />
  );
}
