'use client';

import { Switch } from '../ui/switch';
import { paletteWords } from './palette-words';

interface KeyListProps {
  singleKeys: boolean;
  choose: (on: boolean) => void;
}

/** All keys, and the switch for the single ones. */
export default function KeyList({ singleKeys, choose }: KeyListProps) {
  const rows = [
    ['Ctrl K', paletteWords.goAnywhere],
    ['/', paletteWords.filter],
    // Where they lead is in key-help.tsx.
    ['g o', paletteWords.overview],
    ['g h', paletteWords.health],
    ['g a', paletteWords.activity],
    ['g d', paletteWords.diagnose],
    ['g s', paletteWords.settings],
    ['?', paletteWords.showKeys],
    ['Esc', paletteWords.closeDialog],
  ];
  return (
    <>
      <dl className="grid grid-cols-[6rem_1fr] gap-y-2 text-sm">
        {rows.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded-sm bg-well px-1.5 py-0.5">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-5 flex items-center gap-3 text-sm">
        <Switch id="single-keys" checked={singleKeys} onCheckedChange={choose} />
        <label htmlFor="single-keys">{paletteWords.singleKeys}</label>
      </div>
    </>
  );
}
