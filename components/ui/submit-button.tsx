'use client';

import type { ComponentProps } from 'react';
import { Button } from './button';
import { useHydrated } from './use-hydrated';

/** Sends a form that our script handles. Before the script is there the browser would send it itself and leave the page: so it waits. */
export function SubmitButton({ disabled, ...rest }: Omit<ComponentProps<typeof Button>, 'type'>) {
  const hydrated = useHydrated();
  return <Button {...rest} type="submit" disabled={disabled === true || !hydrated} />;
}
