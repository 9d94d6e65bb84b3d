/** Every text of the first start. */
export const firstStartWords = {
  differ: 'The two passwords are not the same.',
  code: 'One-time code',
  aboutCode:
    'Bilge printed it in its terminal, or in the container’s log, when it started. The link printed there fills it in.',
  name: 'Name',
  password: 'Password',
  aboutPassword: 'At least 10 characters. Anyone who knows it can do everything Bilge can do on your hosts.',
  repeat: 'Password again',
  create: 'Create the admin',
  title: 'First start',
  about:
    'Bilge shows where Docker’s storage went on your hosts, and frees what leaked. Create the first admin to begin.',
};
