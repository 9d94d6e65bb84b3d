/** h2 before h10, wherever hosts are listed. */
const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export function hostsByName(a: { name: string }, b: { name: string }): number {
  return order.compare(a.name, b.name) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
