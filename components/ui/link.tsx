'use client';

import { useRouter } from 'next/navigation';
import { type ComponentProps, type MouseEvent, startTransition } from 'react';

interface LinkProps extends ComponentProps<'a'> {
  href: string;
  /** false: the page stays where it is scrolled to */
  scroll?: boolean;
}

/**
 * Next's own link asks the server for every page it can see, two dozen requests for one overview, which a NAS answers while it has better to do,
 * and is 3 kB of every first load. This one asks for a page when someone points at it, touches it or tabs to it, and leaves to the browser
 * what is the browser's: another tab, a download, another site. Everything else uses it (scripts/boundaries.mjs).
 */
export function Link({ href, scroll = true, onClick, onPointerEnter, onTouchStart, onFocus, ...rest }: LinkProps) {
  const router = useRouter();
  const isOurs = href.startsWith('/') && !rest.download;
  const prepare = () => {
    if (isOurs) router.prefetch(href);
  };
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (!isOurs || event.defaultPrevented || isForBrowser(event)) return;
    event.preventDefault();
    startTransition(() => router.push(href, { scroll }));
  };
  return (
    <a
      href={href}
      onClick={go}
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

/** With a key held it is another tab or a download; with a target, another window. */
function isForBrowser(event: MouseEvent<HTMLAnchorElement>): boolean {
  const { target } = event.currentTarget;
  const isHeld = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return isHeld || event.button !== 0 || (target !== '' && target !== '_self');
}
