/** The button that measures sizes. */
export const measureWords = {
  failed: (hostName: string) => `Measuring ${hostName} failed`,
  measuring: 'Measuring…',
  measure: 'Measure now',
};
