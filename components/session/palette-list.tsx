'use client';

import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import { InlineText } from '../ui/inline-text';
import { type PaletteCommand, type PaletteProblem, usePaletteCommands } from './palette-commands';
import {
  groupsFor,
  idOfEntry,
  keepRecent,
  type PaletteEntry,
  type PalettePerHost,
  readRecent,
  withRecent,
} from './palette-search';
import { paletteWords } from './palette-words';

interface PaletteListProps {
  entries: readonly PaletteEntry[];
  perHost: PalettePerHost;
  close: () => void;
}

export default function PaletteList({ entries, perHost, close }: PaletteListProps) {
  const router = useRouter();
  const perform = usePaletteCommands();
  const [question, setQuestion] = useState('');
  const [planning, setPlanning] = useState<PaletteProblem | 'busy' | null>(null);
  const [recent] = useState(readRecent);
  const groups = useMemo(() => groupsFor(entries, question, recent, perHost), [entries, question, recent, perHost]);
  const go = (entry: PaletteEntry) => {
    if (planning === 'busy') return;
    if (entry.group !== 'Search') keepRecent(withRecent(recent, idOfEntry(entry)));
    if (typeof entry.target !== 'string' && entry.target.kind === 'plan') {
      void plan(entry.target);
      return;
    }
    close();
    if (typeof entry.target === 'string') router.push(entry.target);
    else void perform(entry.target);
  };
  // It stays open until there is a plan: why there is none is read here.
  const plan = async (command: PaletteCommand) => {
    setPlanning('busy');
    const problem = await perform(command);
    setPlanning(problem);
    if (problem === null) close();
  };
  return (
    <Command label={paletteWords.ask} shouldFilter={false} loop>
      <Command.Input
        autoFocus
        placeholder={paletteWords.ask}
        value={question}
        onValueChange={(words) => {
          setQuestion(words);
          setPlanning((now) => (now === 'busy' ? now : null));
        }}
        className="w-full border-b border-line bg-transparent px-4 py-3 text-base outline-none placeholder:text-faint"
      />
      {planning === null ? null : planning === 'busy' ? (
        <p role="status" className="border-b border-line px-4 py-3 text-sm">
          {paletteWords.checking}
        </p>
      ) : (
        <div role="alert" className="max-h-60 overflow-y-auto border-b border-line px-4 py-3 text-sm">
          <b className="font-medium">{planning.title}.</b> <InlineText text={planning.detail} />
        </div>
      )}
      <Command.List label={paletteWords.found} className="max-h-80 overflow-y-auto p-1">
        {groups.map((group) => (
          <Command.Group
            key={group.heading}
            heading={group.heading}
            className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
          >
            {group.entries.map((entry) => (
              <Command.Item
                key={idOfEntry(entry)}
                value={idOfEntry(entry)}
                onSelect={() => go(entry)}
                className="flex cursor-pointer items-baseline gap-3 rounded-sm px-3 py-2 text-sm data-[selected=true]:bg-signal-wash"
              >
                <span className="min-w-0 flex-1 truncate">{entry.label}</span>
                {entry.detail ? <span className="max-w-40 truncate text-xs text-faint">{entry.detail}</span> : null}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}
