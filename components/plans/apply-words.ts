/** The form that runs a plan, and the choice between its modes. */
export const applyWords = {
  cannotUndo: 'This cannot be undone.',
  dockerStops: 'Docker stops during this run.',
  typeName: (warning: string, hostName: string) => `${warning} Type the host’s name, ${hostName}, to confirm`,
  otherName: 'The name does not match yet.',
  starting: 'Starting on the host…',
  noRun: 'The dashboard’s answer contains no run.',
  startUnknown: 'Whether the run started is unknown',
  reload: (detail: string) => `${detail} Reload this page to see whether it did.`,
  notStarted: 'The run was not started. Nothing was changed.',
  modes: 'What to do with it',
  again: 'Plan again…',
  noNewPlan: 'No new plan could be made',
};
