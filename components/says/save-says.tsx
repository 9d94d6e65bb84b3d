'use client';

import { ImageDown } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../ui/button';
import { useReaderClock } from '../ui/reader-clock';
import { offerFile } from '../ui/request-file';
import { useToast } from '../ui/toast';
import { saveWords } from './save-words';
import type { SaysPicture } from './says-picture';

interface SaveSaysProps {
  picture: SaysPicture;
  hostName: string;
  /** ISO time */
  scannedAt: string;
  version: string;
}

/** For showing to others: a PNG made here in the browser. The host's name stays out of it unless it is asked for. */
export function SaveSays({ picture, hostName, scannedAt, version }: SaveSaysProps) {
  const say = useToast();
  const reader = useReaderClock();
  const id = useId();
  const [withName, setWithName] = useState(false);
  const save = async () => {
    try {
      // Drawing is loaded when someone wants it.
      const { drawSays } = await import('./draw-says');
      const blob = await drawSays(picture, { hostName: withName ? hostName : null, scannedAt, version, reader });
      offerFile(blob, `docker-says-disk-says-${scannedAt.slice(0, 10)}.png`);
      document.getElementById(id)?.hidePopover();
    } catch (error) {
      say({
        kind: 'warning',
        title: saveWords.failed,
        detail: error instanceof Error ? error.message : saveWords.refused,
      });
    }
  };
  return (
    <>
      <Button kind="quiet" popoverTarget={id}>
        <ImageDown aria-hidden />
        {saveWords.save}
      </Button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={saveWords.save}
        className="sheet m-auto max-w-sm p-4 text-sm shadow-float"
      >
        <p className="text-soft">{saveWords.about}</p>
        <label className="tap mt-1 flex items-center gap-2.5">
          <input
            type="checkbox"
            className="size-4"
            checked={withName}
            onChange={(event) => setWithName(event.target.checked)}
          />
          {saveWords.withName}
        </label>
        <Button kind="primary" onClick={save} className="mt-2">
          {saveWords.savePng}
        </Button>
      </div>
    </>
  );
}
