/** Shown below the title of a demo host, its plans and its runs. */
export const demoNote =
  'Demo host: a recording. Nothing runs on any machine; what you do here changes a simulated copy.';
