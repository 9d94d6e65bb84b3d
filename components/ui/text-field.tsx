'use client';

import type { ComponentProps, ReactNode } from 'react';
import { Checkbox, Field, Input, Select, TextArea } from './field';
import { useFoundBefore, useTypedBefore } from './typed-before';

/** What each labelled field below has; its value is held by whoever draws it, and what was typed before the script was there is kept. */
interface Held {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  value: string;
  onValue: (value: string) => void;
}

type Rest<Element extends 'input' | 'textarea'> = Omit<
  ComponentProps<Element>,
  'value' | 'onChange' | 'className' | 'ref'
>;
type TextFieldProps = Held & Rest<'input'>;

/** A line of text. */
export function TextField({ label, hint, error, value, onValue, ...rest }: TextFieldProps) {
  const typed = useTypedBefore<HTMLInputElement>(value, onValue);
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <Input {...rest} {...ids} ref={typed} value={value} onChange={(event) => onValue(event.target.value)} />
      )}
    </Field>
  );
}

/** A name, an address, a user: what a phone must not capitalise or correct. */
export function NameField(props: TextFieldProps) {
  return <TextField autoCapitalize="none" autoComplete="off" spellCheck={false} {...props} />;
}

/** `autoComplete` says which password is meant, so that a password manager offers the right one; `off` for those of other machines. */
export function PasswordField(
  props: Omit<TextFieldProps, 'type'> & { autoComplete: 'current-password' | 'new-password' | 'off' },
) {
  return <TextField required {...props} type="password" />;
}

/** The six digits of an authenticator app: a keypad on a phone, and the device may fill it in. */
export function CodeField(props: Omit<TextFieldProps, 'type'>) {
  return <TextField required inputMode="numeric" autoComplete="one-time-code" {...props} />;
}

/** Several lines: a key, the output of a command. */
export function AreaField({ label, hint, error, value, onValue, ...rest }: Held & Rest<'textarea'>) {
  const typed = useTypedBefore<HTMLTextAreaElement>(value, onValue);
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <TextArea {...rest} {...ids} ref={typed} value={value} onChange={(event) => onValue(event.target.value)} />
      )}
    </Field>
  );
}

/** One of a few. */
export function SelectField({
  label,
  hint,
  error,
  value,
  onValue,
  choices,
}: Held & { choices: readonly (readonly [value: string, words: string])[] }) {
  const chosen = useTypedBefore<HTMLSelectElement>(value, onValue);
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <Select {...ids} ref={chosen} value={value} onChange={(event) => onValue(event.target.value)}>
          {choices.map(([choice, words]) => (
            <option key={choice} value={choice}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface CheckboxFieldProps {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onChecked: (checked: boolean) => void;
}

export function CheckboxField({ checked, onChecked, ...rest }: CheckboxFieldProps) {
  const box = useFoundBefore((element: HTMLInputElement) => element.checked, checked, onChecked);
  return <Checkbox {...rest} ref={box} checked={checked} onChange={(event) => onChecked(event.target.checked)} />;
}
