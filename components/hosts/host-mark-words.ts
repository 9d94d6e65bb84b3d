/** Marks and links of a host that are on many pages, also where the browser draws them. */
export const hostMarkWords = {
  changeReach: 'Change how Bilge reaches it',
  demo: 'Demo',
};
