/** Under the title of whatever is shown of a demo host. */
export const demoWords =
  'Demo host: a recording. Nothing runs on any machine; what is done here is done to a simulated copy.';
