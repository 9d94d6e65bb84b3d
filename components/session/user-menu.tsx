'use client';

import { LogOut, UserRound } from 'lucide-react';
import { Button } from '../ui/button';
import { Dropdown, DropdownItem, DropdownLabel, DropdownSeparator } from '../ui/dropdown';
import { Link } from '../ui/link';
import { forgetPageToken } from './page-token';
import { shellWords } from './shell-words';

interface UserMenuProps {
  name: string;
  role: string;
  logOut: (input: Record<string, never>) => Promise<unknown>;
}

export function UserMenu({ name, role, logOut }: UserMenuProps) {
  return (
    <Dropdown
      trigger={
        <Button kind="quiet">
          <UserRound aria-hidden />
          <span className="max-w-32 truncate max-sm:sr-only">{name}</span>
          <span className="sr-only">{shellWords.accountOf}</span>
        </Button>
      }
    >
      <DropdownLabel>
        {name}, {role}
      </DropdownLabel>
      <DropdownItem asChild>
        <Link href="/settings/account">
          <UserRound aria-hidden />
          {shellWords.account}
        </Link>
      </DropdownItem>
      <DropdownSeparator />
      <DropdownItem onSelect={() => void logOut({}).finally(forgetPageToken)}>
        <LogOut aria-hidden />
        {shellWords.logOut}
      </DropdownItem>
    </Dropdown>
  );
}
