/** The dialog that mutes a finding. */
export const muteWords = {
  failed: 'The finding was not muted',
  mute: 'Mute',
  ask: 'Mute this finding?',
  why: 'Why',
  whyHint: 'Shown with the muted finding.',
  again: 'Show it again',
  week: 'in a week',
  month: 'in 30 days',
  year: 'in a year',
  never: 'only when someone unmutes it',
  muteIt: 'Mute it',
  unmuteFailed: 'The finding was not unmuted',
  unmute: 'Unmute',
};
