/** What the server draws around the list of quarantined layers. */
export const quarantinePageWords = {
  quarantine: 'Quarantine',
  empty: 'The quarantine on this host is empty',
  aboutEmpty: 'Leaked layers that you quarantine stay here until their date. Until then they can be restored.',
  unknown: 'What is quarantined here is unknown now',
  emptyAtScan: (hostName: string) => `${hostName} does not answer. Its quarantine was empty in the scan of`,
  nothingSince: '; nothing is known since.',
  lastScan: 'This is what the last scan saw',
  noAnswer: (hostName: string) => `${hostName} does not answer, so nothing is known since`,
  nothingUntil: ', and nothing can be freed or restored until it does.',
};
