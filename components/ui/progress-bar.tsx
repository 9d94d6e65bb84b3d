interface ProgressBarProps {
  /** 0…1, or null while the amount of work is unknown */
  fraction: number | null;
  label: string;
}

export function ProgressBar({ fraction, label }: ProgressBarProps) {
  const percent = fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
      className="h-2 overflow-hidden rounded-full bg-well"
    >
      <div
        className={
          percent === null
            ? 'h-full w-full animate-[pulse-soft_1.6s_infinite] bg-signal'
            : 'h-full bg-signal transition-[width] duration-300'
        }
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
