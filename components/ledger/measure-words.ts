/** The button that measures sizes. */
export const measureWords = {
  failed: (hostName: string) => `${hostName} could not be measured`,
  measuring: 'Measuring…',
  measure: 'Measure now',
};
