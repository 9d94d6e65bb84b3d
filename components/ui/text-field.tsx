import type { ComponentProps, ReactNode } from 'react';
import { Field, Input } from './field';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'className'> {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  value: string;
  onValue: (value: string) => void;
}

/** A labelled line of text whose value its owner holds. */
export function TextField({ label, hint, error, value, onValue, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => <Input {...rest} {...ids} value={value} onChange={(event) => onValue(event.target.value)} />}
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
