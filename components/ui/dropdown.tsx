'use client';

import {
  type ComponentProps,
  createContext,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { withProps } from './as-child';
import { classNames } from './class-names';

const CloseContext = createContext<() => void>(() => undefined);

/** A menu as the ARIA pattern describes it: arrows move, Home and End jump, Escape and Tab close. */
export function Dropdown({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const close = (giveFocusBack: boolean) => {
    setOpen(false);
    if (giveFocusBack) frame.current?.querySelector<HTMLElement>('[aria-haspopup="menu"]')?.focus();
  };
  useEffect(() => {
    if (!open) return;
    itemsOf(frame.current)[0]?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Node && !frame.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const move = (event: KeyboardEvent) => {
    if (!open) {
      if (event.key === 'ArrowDown') setOpen(true);
      return;
    }
    const items = itemsOf(frame.current);
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      items.at(next % items.length)?.focus();
    } else if (event.key === 'Escape') close(true);
    else if (event.key === 'Tab') setOpen(false);
  };
  return (
    <CloseContext value={() => close(true)}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the menu inside it */}
      <div ref={frame} className="relative" onKeyDown={move}>
        {withProps(trigger, {
          'aria-haspopup': 'menu',
          'aria-expanded': open,
          'aria-controls': open ? id : undefined,
          onClick: () => setOpen((before) => !before),
        })}
        {open ? (
          <div
            id={id}
            role="menu"
            className="sheet absolute top-full right-0 z-50 mt-1.5 min-w-48 animate-[fade_120ms_ease-out] p-1 text-sm shadow-float"
          >
            {children}
          </div>
        ) : null}
      </div>
    </CloseContext>
  );
}

function itemsOf(frame: HTMLElement | null): HTMLElement[] {
  return [...(frame?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
}

const itemLooks =
  'tap flex w-full cursor-pointer items-center gap-2 rounded-sm px-2 py-1.5 text-left outline-none select-none hover:bg-hover focus:bg-hover forced-colors:focus:outline-2 [&_svg]:size-4';

interface DropdownItemProps {
  onSelect?: () => void;
  /** the child is a link, and the item */
  asChild?: boolean;
  children: ReactNode;
}

export function DropdownItem({ onSelect, asChild = false, children }: DropdownItemProps) {
  const close = useContext(CloseContext);
  const select = () => {
    close();
    onSelect?.();
  };
  const props = { role: 'menuitem', tabIndex: -1, className: itemLooks, onClick: select };
  return asChild ? withProps(children, props) : <ItemButton {...props}>{children}</ItemButton>;
}

function ItemButton({ className, ...rest }: ComponentProps<'button'>) {
  return <button type="button" className={classNames(itemLooks, className)} {...rest} />;
}

interface DropdownRadiosProps<T extends string> {
  label: string;
  value: T;
  choices: readonly { value: T; label: ReactNode }[];
  onChoose: (value: T) => void;
}

/** One of several, marked by more than its colour. */
export function DropdownRadios<T extends string>({ label, value, choices, onChoose }: DropdownRadiosProps<T>) {
  const close = useContext(CloseContext);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no child of a menu
    <div role="group" aria-label={label}>
      {choices.map((choice) => (
        <ItemButton
          key={choice.value}
          role="menuitemradio"
          aria-checked={choice.value === value}
          tabIndex={-1}
          className="aria-checked:font-semibold aria-checked:text-signal-deep"
          onClick={() => {
            close();
            onChoose(choice.value);
          }}
        >
          {choice.label}
        </ItemButton>
      ))}
    </div>
  );
}

export function DropdownLabel({ children }: { children: ReactNode }) {
  return <div className="px-2 py-1 text-xs text-faint">{children}</div>;
}

export function DropdownSeparator() {
  return <hr className="my-1 border-line" />;
}
