/** h2 before h10, wherever hosts are listed. */
const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export function hostsByName(a: { name: string }, b: { name: string }): number {
  return order.compare(a.name, b.name) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/**
 * Whether a typed name confirms a host. A phone writes the first letter large and adds a blank, so case and blanks around it do not
 * count: names of hosts are unique without case too. Every other difference counts, because it may be another host.
 */
export function confirmsName(typed: string, name: string): boolean {
  const plain = (text: string): string => text.normalize('NFC').trim().toLowerCase();
  return plain(typed) !== '' && plain(typed) === plain(name);
}
