'use client';

import { type FormErrors, useForm } from '@mantine/form';
import { type RefObject, useEffect, useRef, useState } from 'react';

type NameOf<V, T> = { [K in keyof V]: V[K] extends T ? K : never }[keyof V] & string;

/** A form of @mantine/form, as the fields of `components/ui/text-field.tsx` take it. */
export interface Fields<V extends object> {
  values: V;
  /** the newest values, for what happens between two drawings */
  now: () => V;
  set: (part: Partial<V>) => void;
  /** what a text field, an area or a choice takes */
  text: (name: NameOf<V, string>) => { value: string; error: string | undefined; onValue: (value: string) => void };
  flag: (name: NameOf<V, boolean>) => { checked: boolean; onChecked: (checked: boolean) => void };
  /** what is wrong with a field, in words */
  error: (name: keyof V & string) => string | undefined;
  /** False where something is wrong: it is said beside its field until it is right, and the first of them has the focus. */
  isRight: () => Promise<boolean>;
  form: RefObject<HTMLFormElement | null>;
}

/**
 * The values and errors of a form with many fields. The rules come with the first check, and judge everything again at each change after it:
 * a mistake of one field may end with a choice in another. The fields carry no `name` for the browser: a form that is sent without our
 * script would otherwise put the typed secrets into a request.
 */
export function useFields<V extends object>(
  defaults: V,
  rules: (values: V) => Promise<FormErrors>,
  onChange: (now: V, before: V) => void = () => {},
): Fields<V> {
  const wasJudged = useRef(false);
  const form = useForm<V>({
    initialValues: defaults,
    validate: rules,
    clearInputErrorOnChange: false,
    onValuesChange: (now, before) => {
      onChange(now, before);
      if (wasJudged.current) void form.validate();
    },
  });
  const element = useRef<HTMLFormElement>(null);
  // How often it was asked for: the focus goes there at each try, not while the mistake is being mended.
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (tries > 0) focusFirstWrong(element.current);
  }, [tries]);
  const error = (name: string): string | undefined => {
    const found = form.errors[name];
    return typeof found === 'string' ? found : undefined;
  };
  return {
    values: form.values,
    now: form.getValues,
    set: form.setValues,
    text: (name) => {
      const { value, onChange: onValue } = form.getInputProps(name);
      return { value, error: error(name), onValue };
    },
    flag: (name) => {
      const { checked, onChange: onChecked } = form.getInputProps(name, { type: 'checkbox' });
      return { checked, onChecked };
    },
    error,
    isRight: async () => {
      wasJudged.current = true;
      await form.validate();
      // Asked again, because of a judgement that a later one overtook the library says that it found nothing.
      const isRight = await form.isValid();
      if (!isRight) setTries((count) => count + 1);
      return isRight;
    },
    form: element,
  };
}

function focusFirstWrong(form: HTMLFormElement | null): void {
  const field = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
  const folded = field?.closest('details');
  if (folded) folded.open = true;
  field?.focus();
}
