/** Every text of the page Sessions. */
export const sessionWords = {
  othersNotEnded: 'The other sessions were not ended',
  othersEnded: 'The other sessions have ended',
  endOthers: 'End all other sessions',
  thisOne: 'this session',
  unknownBrowser: 'unknown browser',
  since: 'since',
  lastSeen: ', last seen',
  notEnded: 'The session was not ended',
  end: 'End',
};
