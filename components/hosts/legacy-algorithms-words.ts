/** The same words where a host is added and where it is changed. */
export const legacyAlgorithmsWords = {
  label: 'Allow legacy algorithms',
  hint: 'SSH algorithms that are no longer safe (SHA-1, CBC). Only for a machine too old for others; applies to its jump hosts too.',
};
