/** `Remove unused images, free 2.1 GiB`: the amount only where it is known. */
export function withAmount(label: string, amount: string | null): string {
  return amount === null ? label : `${label}, free ${amount}`;
}
