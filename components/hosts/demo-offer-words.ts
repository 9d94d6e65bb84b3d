/** The offer to look around with recorded hosts. */
export const demoOfferWords = {
  notAdded: 'The demo hosts were not added',
  lookAround: 'Look around first',
  about:
    'Four demo hosts, recorded on lab machines with a real Docker. Their leaks, sizes and findings are real; a cleanup changes a simulated copy. Nothing is connected, and you can remove them at any time.',
  add: 'Look around with demo hosts',
};
