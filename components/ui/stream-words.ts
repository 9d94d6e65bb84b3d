/** What is said where a long answer or a file breaks off. */
export const streamWords = {
  stopped: 'Stopped.',
  brokeOff: (why: string) => `The dashboard’s answer broke off (${why}). Try again.`,
  fileBrokeOff: 'The file did not arrive whole, so nothing was saved. Is the dashboard still running?',
};
