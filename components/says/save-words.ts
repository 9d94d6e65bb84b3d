/** The picture, and the button that saves it. */
export const saveWords = {
  dockerSays: 'Docker says',
  diskSays: 'The disk says',
  madeBy: (version: string, day: string) => `Bilge ${version} · ${day}`,
  nothingMeasured: 'Nothing of it has been measured yet.',
  failed: 'The picture was not made',
  refused: 'This browser refused to draw it.',
  save: 'Save as picture',
  about: 'The two bars as a PNG, with the date and the version in a corner.',
  withName: 'With the host’s name',
  savePng: 'Save PNG',
};
