'use client';

import { useEffect } from 'react';
import type { LedgerRowId } from '@/lib/domain/storage-report';

/**
 * The map and the rows of the ledger have one selection. The rows are `<details>` from the server and need no script of their own: the map
 * opens and marks them, and listens to what a person opens.
 */
function foldsOf(filesystem: string): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>('details[data-ledger-row]')].filter(
    ({ dataset }) => dataset.filesystem === filesystem,
  );
}

export function useLedgerSelection(
  filesystem: string,
  selected: LedgerRowId | null,
  onOpened: (row: LedgerRowId) => void,
): void {
  useEffect(() => {
    for (const fold of foldsOf(filesystem)) fold.toggleAttribute('data-picked', fold.dataset.ledgerRow === selected);
  }, [filesystem, selected]);
  useEffect(() => {
    // `toggle` does not bubble; on its way down it can be caught.
    const opened = ({ target }: Event) => {
      if (!(target instanceof HTMLDetailsElement) || !target.open) return;
      if (target.dataset.filesystem === filesystem && target.dataset.ledgerRow)
        onOpened(target.dataset.ledgerRow as LedgerRowId);
    };
    document.addEventListener('toggle', opened, true);
    return () => document.removeEventListener('toggle', opened, true);
  }, [filesystem, onOpened]);
}

/** Opens the row without moving the page; null where the ledger has no such row. */
export function openLedgerRow(filesystem: string, row: LedgerRowId): HTMLDetailsElement | null {
  const fold = foldsOf(filesystem).find(({ dataset }) => dataset.ledgerRow === row) ?? null;
  if (fold) fold.open = true;
  return fold;
}
