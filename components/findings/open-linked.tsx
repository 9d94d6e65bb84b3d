'use client';

import { useEffect } from 'react';

/**
 * A link to a finding unfolds its row. Not left to the browser: it unfolds only what lies inside a folded part, not the row itself,
 * and a link of the router (the palette, the list of all hosts) is no navigation to it.
 */
export function OpenLinked() {
  useEffect(() => {
    const open = () => {
      const key = decodeHash(window.location.hash);
      const row = key === '' ? null : document.getElementById(key);
      const fold = row?.querySelector('details');
      if (fold) fold.open = true;
      row?.scrollIntoView();
    };
    open();
    window.addEventListener('hashchange', open);
    return () => window.removeEventListener('hashchange', open);
  }, []);
  return null;
}

/** An address is typed by anyone: a broken one links to nothing. */
function decodeHash(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return '';
  }
}
