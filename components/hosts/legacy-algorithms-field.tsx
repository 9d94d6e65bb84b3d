import { Checkbox } from '../ui/field';

export function LegacyAlgorithmsField({ checked, onChecked }: { checked: boolean; onChecked: (on: boolean) => void }) {
  return (
    <Checkbox
      label="Allow legacy algorithms"
      hint="Also SSH algorithms that are no longer safe (SHA-1, CBC). Only for a machine too old for any other; its jump hosts get them too."
      checked={checked}
      onChange={(event) => onChecked(event.target.checked)}
    />
  );
}
