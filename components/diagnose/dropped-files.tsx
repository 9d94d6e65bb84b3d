'use client';

import { FileText, X } from 'lucide-react';
import { type DragEvent, useId, useState } from 'react';
import { pasteLimits } from '@/lib/domain/diagnosis';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { useFoundBefore } from '../ui/typed-before';
import { diagnoseWords } from './diagnose-words';

export interface DroppedText {
  name: string;
  text: string;
}

/** Files are read in the browser; a picture or an archive is refused for its NUL bytes, not for its name. */
export function useDroppedFiles() {
  const [files, setFiles] = useState<DroppedText[]>([]);
  const [refused, setRefused] = useState('');
  const [over, setOver] = useState(false);
  const add = async (chosen: readonly File[]) => {
    const read = await Promise.all(chosen.map(readText));
    setRefused(read.flatMap((each) => ('excuse' in each ? [each.excuse] : [])).join(' '));
    const texts = read.flatMap((each) => ('text' in each ? [each] : []));
    setFiles((before) => [...before.filter(({ name }) => !texts.some((text) => text.name === name)), ...texts]);
  };
  return {
    files,
    refused,
    over,
    add,
    remove: (name: string) => setFiles((before) => before.filter((file) => file.name !== name)),
    clear: () => {
      setFiles([]);
      setRefused('');
    },
    target: {
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        setOver(false);
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        void add([...event.dataTransfer.files]);
      },
    },
  };
}

async function readText(file: File): Promise<DroppedText | { excuse: string }> {
  // A character of UTF-8 takes at most four bytes: a larger file is always too long.
  if (file.size > pasteLimits.charactersEach * 4) return { excuse: diagnoseWords.tooLarge(file.name) };
  const text = await file.text().catch(() => null);
  if (text === null) return { excuse: diagnoseWords.notOpened(file.name) };
  return text.includes('\0') ? { excuse: diagnoseWords.notText(file.name) } : { name: file.name, text };
}

type DroppedFilesProps = Pick<ReturnType<typeof useDroppedFiles>, 'files' | 'refused' | 'over' | 'add' | 'remove'>;

export function DroppedFiles({ files, refused, over, add, remove }: DroppedFilesProps) {
  const id = useId();
  const take = (input: HTMLInputElement) => {
    void add([...(input.files ?? [])]);
    input.value = '';
  };
  // Chosen before the script was there.
  const chosen = useFoundBefore(
    (input: HTMLInputElement) => (input.files?.length ? input : null),
    null,
    (input) => input && take(input),
  );
  return (
    <div
      className={classNames(
        'flex flex-col gap-2 rounded-md border border-dashed border-edge px-3 py-2 text-sm',
        over && 'bg-signal-wash',
      )}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <input
          id={id}
          type="file"
          multiple
          aria-describedby={refused ? `${id}-refused` : undefined}
          className="peer sr-only"
          ref={chosen}
          onChange={(event) => take(event.target)}
        />
        <label
          htmlFor={id}
          className="tap inline-flex cursor-pointer items-center rounded-sm underline peer-focus-visible:outline-2 peer-focus-visible:outline-signal"
        >
          {diagnoseWords.choose}
        </label>
        <span className="text-faint">
          <span className="max-sm:hidden">{diagnoseWords.orDrop} </span>
          {diagnoseWords.suchAs}
        </span>
      </div>
      {refused ? (
        <p id={`${id}-refused`} role="alert" className="text-critical">
          {refused}
        </p>
      ) : null}
      {files.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {files.map(({ name, text }) => (
            <li key={name} className="flex items-center gap-2">
              <FileText aria-hidden className="size-4 text-faint" />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-faint">{diagnoseWords.characters(text.length)}</span>
              <Button kind="quiet" size="icon" onClick={() => remove(name)} aria-label={diagnoseWords.remove(name)}>
                <X aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
