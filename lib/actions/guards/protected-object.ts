import { protectionOf } from '../../domain/protection.ts';
import { type Guard, pass, refuse } from './guard.ts';

export interface LabelledObject {
  kind: string;
  /** every name that `bilge protect` may have been given for it */
  ids: readonly string[];
  labels: Readonly<Record<string, string>>;
  /** label key that protects; null: labels do not count */
  keepLabel: string | null;
}

/** The label key protects with any value but `false`; so does a protection set in Bilge. */
export const protectedObject: Guard<LabelledObject> = {
  id: 'protected',
  about: 'What is protected, by a label or in Bilge, is never removed.',
  recheck: null,
  check({ protections }, { kind, ids, labels, keepLabel }) {
    const protection = protectionOf(protections, kind, ids);
    if (protection !== undefined)
      return refuse(`It is protected in Bilge. To allow its removal: bilge unprotect HOST ${protection.id}`);
    if (keepLabel !== null && Object.hasOwn(labels, keepLabel) && labels[keepLabel]?.toLowerCase() !== 'false') {
      return refuse(`It has the label ${keepLabel}${labels[keepLabel] ? `=${labels[keepLabel]}` : ''}.`);
    }
    return pass('Not protected.');
  },
};
