/** The button that saves the picture. */
export const saveWords = {
  failed: 'The picture was not made',
  refused: 'This browser refused to draw it.',
  save: 'Save as picture',
  about: 'The two bars as a PNG, with the date and the version in a corner.',
  withName: 'With the host’s name',
  savePng: 'Save PNG',
};
