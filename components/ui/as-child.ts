import { cloneElement, isValidElement, type ReactNode } from 'react';
import { classNames } from './class-names';

type Props = Record<string, unknown>;
type Handler = (...values: unknown[]) => void;

/** The child with these props besides its own: classes are joined, of two handlers the child's runs first, otherwise the child's own value wins. */
export function withProps(child: ReactNode, added: object): ReactNode {
  if (!isValidElement<Props>(child)) return child;
  const own = child.props;
  const merged: Props = { ...added, ...own };
  for (const [name, value] of Object.entries(added)) {
    const ownValue = own[name];
    if (name === 'className') merged[name] = classNames(String(value ?? ''), String(ownValue ?? ''));
    else if (typeof value === 'function' && typeof ownValue === 'function') merged[name] = inTurn(ownValue, value);
  }
  return cloneElement(child, merged);
}

function inTurn(first: unknown, second: unknown): Handler {
  return (...values) => {
    (first as Handler)(...values);
    (second as Handler)(...values);
  };
}
