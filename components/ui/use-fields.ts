'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';

/** What is wrong with a field, in words. */
export type FieldErrors<V> = Partial<Record<keyof V, string>>;

type NameOf<V, T> = { [K in keyof V]: V[K] extends T ? K : never }[keyof V] & string;

export interface Fields<V extends object> {
  values: V;
  /** the newest values, for what happens between two drawings */
  now: () => V;
  set: (part: Partial<V>) => void;
  /** what a text field, an area or a choice takes */
  text: (name: NameOf<V, string>) => { value: string; error: string | undefined; onValue: (value: string) => void };
  flag: (name: NameOf<V, boolean>) => { checked: boolean; onChecked: (checked: boolean) => void };
  errors: FieldErrors<V>;
  /** False where something is wrong: it is said beside its field until it is right, and the first of them has the focus. */
  isRight: () => Promise<boolean>;
  form: RefObject<HTMLFormElement | null>;
}

/**
 * The values and errors of a form with many fields, for `components/ui/text-field.tsx`. The rules come with the first check. The fields
 * carry no `name` for the browser: a form that is sent without our script would otherwise put the typed secrets into a request.
 */
export function useFields<V extends object>(
  defaults: V,
  rules: (values: V) => Promise<FieldErrors<V>>,
  onChange: (changed: readonly string[]) => void = () => {},
): Fields<V> {
  const [values, setValues] = useState(defaults);
  const [errors, setErrors] = useState<FieldErrors<V>>({});
  const newest = useRef(defaults);
  const wasJudged = useRef(false);
  const form = useRef<HTMLFormElement>(null);
  // How often it was asked for: the focus goes there at each try, not while the mistake is being mended.
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (tries > 0) focusFirstWrong(form.current);
  }, [tries]);
  const judge = async (): Promise<FieldErrors<V>> => {
    const judged = newest.current;
    const found = await rules(judged);
    // Judged again meanwhile: the later judgement counts.
    if (newest.current === judged) setErrors(found);
    return found;
  };
  const take = (next: V, changed: readonly string[]) => {
    newest.current = next;
    setValues(next);
    onChange(changed);
    if (wasJudged.current) void judge();
  };
  const setOne = (name: string, value: unknown) => take({ ...newest.current, [name]: value }, [name]);
  return {
    values,
    now: () => newest.current,
    set: (part) => take({ ...newest.current, ...part }, Object.keys(part)),
    text: (name) => ({
      value: String(values[name]),
      error: errors[name],
      onValue: (value) => setOne(name, value),
    }),
    flag: (name) => ({ checked: Boolean(values[name]), onChecked: (checked) => setOne(name, checked) }),
    errors,
    isRight: async () => {
      wasJudged.current = true;
      const isRight = Object.keys(await judge()).length === 0;
      if (!isRight) setTries((count) => count + 1);
      return isRight;
    },
    form,
  };
}

function focusFirstWrong(form: HTMLFormElement | null): void {
  const field = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
  const folded = field?.closest('details');
  if (folded) folded.open = true;
  field?.focus();
}
