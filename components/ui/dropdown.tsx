'use client';

import { DropdownMenu as Base } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';

interface DropdownProps {
  trigger: ReactNode;
  children: ReactNode;
  align?: 'start' | 'end';
}

export function Dropdown({ trigger, children, align = 'end' }: DropdownProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger asChild>{trigger}</Base.Trigger>
      <Base.Portal>
        <Base.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="sheet z-50 min-w-48 p-1 text-sm shadow-float"
        >
          {children}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}

const itemLooks =
  'tap flex cursor-pointer items-center gap-2 rounded-sm px-2 py-1.5 outline-none select-none data-disabled:cursor-not-allowed data-disabled:text-faint data-highlighted:bg-hover [&_svg]:size-4';

export function DropdownItem({ className, ...rest }: ComponentProps<typeof Base.Item>) {
  return <Base.Item className={classNames(itemLooks, className)} {...rest} />;
}

export function DropdownRadio({ className, ...rest }: ComponentProps<typeof Base.RadioItem>) {
  return (
    <Base.RadioItem
      className={classNames(
        itemLooks,
        'data-[state=checked]:font-semibold data-[state=checked]:text-signal-deep',
        className,
      )}
      {...rest}
    />
  );
}

export const DropdownRadioGroup = Base.RadioGroup;

export function DropdownLabel(props: ComponentProps<typeof Base.Label>) {
  return <Base.Label className="px-2 py-1 text-xs text-faint" {...props} />;
}

export function DropdownSeparator() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}
