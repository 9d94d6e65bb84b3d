'use client';

import { Field, Select } from '../ui/field';
import { roleFieldWords, roleWords } from './role-words';

export type RoleWord = keyof typeof roleWords;
export const roleNames = Object.keys(roleWords) as RoleWord[];

export function parseRole(value: string): RoleWord {
  return roleNames.find((role) => role === value) ?? 'viewer';
}

export function RoleField({ value, onValue }: { value: RoleWord; onValue: (role: RoleWord) => void }) {
  return (
    <Field label={roleFieldWords.role}>
      {(ids) => (
        <Select {...ids} value={value} onChange={(event) => onValue(parseRole(event.target.value))}>
          {roleNames.map((role) => (
            <option key={role} value={role}>
              {roleWords[role]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
