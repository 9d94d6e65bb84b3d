/** The patterns that charts refer to by id; once per document. */
export function HatchPatterns() {
  return (
    <svg aria-hidden width="0" height="0" className="absolute">
      <title>Patterns</title>
      <defs>
        <pattern id="leak-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="var(--color-leak-wash)" />
          <rect width="2.2" height="5" fill="var(--color-leak)" />
        </pattern>
        <pattern id="unknown-hatch" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill="var(--color-sheet)" />
          <circle cx="1.5" cy="1.5" r="0.9" fill="var(--color-edge)" />
          <circle cx="4.5" cy="4.5" r="0.9" fill="var(--color-edge)" />
        </pattern>
        <pattern id="held-back" width="4" height="4" patternUnits="userSpaceOnUse">
          <rect width="4" height="4" fill="var(--color-well)" />
          <rect width="1" height="4" fill="var(--color-edge)" fillOpacity="0.6" />
        </pattern>
      </defs>
    </svg>
  );
}
