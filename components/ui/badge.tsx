import type { ComponentProps } from 'react';
import { classNames } from './class-names';

const base = 'inline-flex items-center gap-1.5 rounded-sm px-1.5 text-xs leading-5 font-medium whitespace-nowrap';
const tones = {
  plain: 'bg-well text-soft',
  critical: 'bg-critical-wash text-critical',
  warning: 'bg-warning-wash text-warning',
  info: 'bg-info-wash text-info',
  good: 'bg-signal-wash text-signal-deep',
  leak: 'bg-leak-wash text-leak',
  unknown: 'outline-unknown text-soft',
};

interface BadgeProps extends ComponentProps<'span'> {
  tone?: keyof typeof tones | undefined;
}

export function Badge({ tone = 'plain', className, ...rest }: BadgeProps) {
  return <span className={classNames(base, tones[tone], className)} {...rest} />;
}
