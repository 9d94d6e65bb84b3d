import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names';

const controlLooks =
  'tap w-full rounded-md bg-sheet px-3 py-1.5 text-base text-ink shadow-[inset_0_0_0_1px_var(--color-edge)] placeholder:text-faint focus-visible:outline-offset-0 aria-invalid:shadow-[inset_0_0_0_2px_var(--color-critical)] disabled:bg-well disabled:text-faint';

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** gets the ids that connect label, hint and error */
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode;
  className?: string;
}

export function Field({ label, hint, error, children, className }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={classNames('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        ...(described ? { 'aria-describedby': described } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {error ? (
        <p id={`${id}-error`} className="text-sm text-critical">
          {error}
        </p>
      ) : null}
      {hint ? (
        <div id={`${id}-hint`} className="text-sm text-faint">
          {hint}
        </div>
      ) : null}
    </div>
  );
}

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={classNames(controlLooks, className)} {...rest} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={classNames(controlLooks, 'min-h-24 font-mono text-sm', className)} {...rest} />;
}

/** The browser's own: it is the one that works best on a phone and with a screen reader. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select className={classNames(controlLooks, 'cursor-pointer', className)} {...rest} />;
}

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: ReactNode;
  hint?: ReactNode;
}

export function Checkbox({ label, hint, className, ...rest }: CheckboxProps) {
  const id = useId();
  return (
    <div className={classNames('flex items-start gap-2.5', className)}>
      <input
        type="checkbox"
        id={id}
        className="mt-1 size-4 shrink-0 cursor-pointer"
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...rest}
      />
      <label htmlFor={id} className="cursor-pointer text-sm leading-6">
        {label}
        {hint ? (
          <span id={`${id}-hint`} className="block leading-5 text-faint">
            {hint}
          </span>
        ) : null}
      </label>
    </div>
  );
}
