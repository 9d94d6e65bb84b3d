'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button';
import { uiWords } from './ui-words';

/**
 * A dashboard on the LAN is served over plain HTTP, where browsers have no `navigator.clipboard`.
 * There the older way still works: select the text in a temporary field and let the browser copy it.
 */
async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext && navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('readonly', '');
  field.style.position = 'fixed';
  field.style.opacity = '0';
  const before = document.activeElement;
  (before?.closest('dialog, [role="dialog"]') ?? document.body).append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = () =>
    copyText(text)
      .then((copied) => setState(copied ? 'copied' : 'failed'))
      .catch(() => setState('failed'))
      .finally(() => setTimeout(() => setState('idle'), 2000));
  const label = { idle: uiWords.copy(what), copied: uiWords.copied, failed: uiWords.copyByHand }[state];
  return (
    <Button kind="quiet" size="small" onClick={copy} aria-label={label} title={label}>
      {state === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
      <span aria-live="polite" className={state === 'idle' ? 'sr-only' : ''}>
        {state === 'idle' ? '' : label}
      </span>
    </Button>
  );
}
