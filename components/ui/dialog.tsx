'use client';

import { X } from 'lucide-react';
import { createContext, type MouseEvent, type ReactNode, useContext, useEffect, useId, useMemo, useRef } from 'react';
import { createPortal } from 'react-dom';
import { withProps } from './as-child';
import { classNames } from './class-names';
import { ToastList } from './toast';
import { uiWords } from './ui-words';

/**
 * The browser's own modal dialog: it keeps focus inside, makes the page behind it inert and closes on Escape, with no library and nothing
 * that must be fetched before the question can be asked.
 */
interface DialogState {
  open: boolean;
  change: (open: boolean) => void;
}
const DialogContext = createContext<DialogState>({ open: false, change: () => undefined });

interface DialogRootProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}

export function DialogRoot({ open, onOpenChange, children }: DialogRootProps) {
  const state = useMemo(() => ({ open, change: onOpenChange }), [open, onOpenChange]);
  return <DialogContext value={state}>{children}</DialogContext>;
}

/** `children` is the button that opens it. */
export function DialogTrigger({ children }: { children: ReactNode }) {
  const { open, change } = useContext(DialogContext);
  return withProps(children, { 'aria-haspopup': 'dialog', 'aria-expanded': open, onClick: () => change(true) });
}

interface FrameProps {
  children: ReactNode;
  className?: string;
  label?: string;
  labelledBy?: string;
  describedBy?: string;
}

/** The bare dialog, for contents that bring their own head. */
export function DialogFrame(props: FrameProps) {
  return useContext(DialogContext).open ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ children, className, label, labelledBy, describedBy }: FrameProps) {
  const { change } = useContext(DialogContext);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
    return () => {
      shown?.close();
      // What is taken out of the page while it is open does not give focus back.
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  // A click beside it; Escape is the key for that, and the browser's.
  const closeOutside = (event: MouseEvent<HTMLDialogElement>) => {
    if (event.target === event.currentTarget) change(false);
  };
  return createPortal(
    <dialog
      ref={dialog}
      aria-label={label}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      onMouseDown={closeOutside}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        change(false);
      }}
      onClose={(event) => event.target === event.currentTarget && !event.currentTarget.open && change(false)}
      className={classNames(
        'fixed m-0 animate-[fade_120ms_ease-out] overflow-hidden bg-sheet p-0 text-ink shadow-float outline-none backdrop:bg-[rgb(8_14_20/0.5)]',
        className,
      )}
    >
      {children}
      <ToastList />
    </dialog>,
    document.body,
  );
}

interface DialogContentProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** a panel at the right edge instead of the middle */
  side?: boolean;
  className?: string;
}

export function DialogContent({ title, description, children, side = false, className }: DialogContentProps) {
  const { change } = useContext(DialogContext);
  const id = useId();
  return (
    <DialogFrame
      labelledBy={`${id}-title`}
      {...(description ? { describedBy: `${id}-description` } : {})}
      className={classNames(
        'flex flex-col',
        side
          ? 'inset-y-0 right-0 left-auto h-dvh max-h-none w-full max-w-xl'
          : 'inset-x-0 top-[max(1rem,8dvh)] bottom-auto mx-auto h-fit max-h-[84dvh] w-[calc(100vw-1.5rem)] max-w-lg rounded-md',
        className,
      )}
    >
      <header className="flex items-start gap-3 px-5 pt-4 pb-2">
        <div className="min-w-0 flex-1">
          <h2 id={`${id}-title`} className="text-lg font-semibold break-words">
            {title}
          </h2>
          {description ? (
            <div id={`${id}-description`} className="mt-1 text-sm text-soft">
              {description}
            </div>
          ) : null}
        </div>
        <button
          type="button"
          className="-mr-1 rounded-sm p-1.5 text-faint hover:bg-hover"
          aria-label={uiWords.close}
          onClick={() => change(false)}
        >
          <X className="size-4" />
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (axe scrollable-region-focusable) */}
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 pb-5" tabIndex={0}>
        {children}
      </div>
    </DialogFrame>
  );
}
