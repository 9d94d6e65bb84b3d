/** The texts of the chart of used space, drawn by server and browser. */
export const chartWords = {
  chart: 'Used space by kind over time; the table below has the same numbers',
  title: 'Used space over time',
  usable: (amount: string) => `${amount} usable`,
  restarted: 'Docker restarted',
  runs: 'Runs',
  byKind: 'Used space by kind over time',
  keys: 'The arrow keys step through time; the table below has the same numbers.',
  sum: 'Total',
  plot: 'Chart of used space',
};
