'use client';

interface SwitchProps {
  id: string;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
}

export function Switch({ id, checked, onCheckedChange }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      id={id}
      aria-checked={checked}
      onClick={() => onCheckedChange(!checked)}
      className="group inline-flex h-6 w-10 shrink-0 items-center rounded-full bg-edge p-0.5 transition-colors aria-checked:bg-signal forced-colors:border"
    >
      <span className="size-5 rounded-full bg-sheet transition-transform group-aria-checked:translate-x-4 forced-colors:bg-[CanvasText]" />
    </button>
  );
}
