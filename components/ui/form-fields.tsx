import type { ComponentProps, ReactNode } from 'react';
import { type Control, type FieldPathByValue, type FieldValues, useController } from 'react-hook-form';
import { Checkbox, Field, Select, TextArea } from './field';
import { NameField, PasswordField, TextField } from './text-field';

/**
 * The fields of components/ui, with their value and their error held by react-hook-form. They carry no `name` for the browser: a form
 * that is sent without our script would otherwise put the typed secrets into a request.
 */
interface Held<V extends FieldValues, T> {
  control: Control<V>;
  name: FieldPathByValue<V, T>;
}

type TextProps<V extends FieldValues, Props> = Held<V, string> &
  Omit<Props, 'value' | 'onValue' | 'error' | 'name' | 'ref' | 'onBlur'>;

function useHeld<V extends FieldValues, T>({ control, name }: Held<V, T>) {
  const { field, fieldState } = useController({ control, name });
  return {
    ref: field.ref,
    onBlur: field.onBlur,
    value: field.value,
    change: field.onChange,
    error: fieldState.error?.message,
  };
}

export function FormText<V extends FieldValues>({
  control,
  name,
  ...rest
}: TextProps<V, ComponentProps<typeof TextField>>) {
  const { change, ...held } = useHeld<V, string>({ control, name });
  return <TextField {...rest} {...held} onValue={change} />;
}

export function FormName<V extends FieldValues>({
  control,
  name,
  ...rest
}: TextProps<V, ComponentProps<typeof NameField>>) {
  const { change, ...held } = useHeld<V, string>({ control, name });
  return <NameField {...rest} {...held} onValue={change} />;
}

export function FormPassword<V extends FieldValues>({
  control,
  name,
  ...rest
}: TextProps<V, ComponentProps<typeof PasswordField>>) {
  const { change, ...held } = useHeld<V, string>({ control, name });
  return <PasswordField {...rest} {...held} onValue={change} />;
}

interface Labelled {
  label: string;
  hint?: ReactNode;
}

export function FormArea<V extends FieldValues>({
  control,
  name,
  label,
  hint,
  ...rest
}: Held<V, string> & Labelled & Omit<ComponentProps<'textarea'>, 'name' | 'value' | 'onChange'>) {
  const { change, error, ...held } = useHeld<V, string>({ control, name });
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => <TextArea {...rest} {...ids} {...held} onChange={change} />}
    </Field>
  );
}

export function FormSelect<V extends FieldValues>({
  control,
  name,
  label,
  hint,
  choices,
}: Held<V, string> & Labelled & { choices: readonly (readonly [value: string, words: string])[] }) {
  const { change, error, ...held } = useHeld<V, string>({ control, name });
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <Select {...ids} {...held} onChange={change}>
          {choices.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

export function FormCheckbox<V extends FieldValues>({
  control,
  name,
  ...rest
}: Held<V, boolean> & { label: ReactNode; hint?: ReactNode }) {
  const { field } = useController({ control, name });
  return <Checkbox {...rest} ref={field.ref} onBlur={field.onBlur} checked={field.value} onChange={field.onChange} />;
}
