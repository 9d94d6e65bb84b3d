/** Every text of the page of messages that were not sent. */
export const unsentWords = {
  heading: 'Messages that were not sent',
  about:
    'A message waits until its channel takes it, however long that takes. Only what a receiver refuses five times is given up. What is held back is sent at the end of the quiet hours.',
  none: 'No message is waiting',
  givenUp: 'given up',
  since: (channel: string) => `${channel}, since`,
  tried: (times: number) => `, tried ${times}×`,
  nextTry: ', next try',
  againOver: (title: string, channel: string) => `Try again: ${title} over ${channel}`,
  notTried: 'It was not tried again',
  retried: 'It will be tried again within seconds',
  again: 'Try again',
  title: 'Settings: messages not sent',
};
