/** The navigation and what the server draws around every page. */
export const sidebarWords = {
  pages: 'Pages',
  overview: 'Overview',
  health: 'Health',
  activity: 'Activity',
  schedules: 'Schedules',
  diagnose: 'Diagnose',
  settings: 'Settings',
  hosts: 'Hosts, by name',
  addHost: 'Add a host',
  skip: 'Skip to content',
  notFound: 'Not found',
  pageNotFound: 'Page not found',
  aboutNotFound: 'The host, plan or run may have been removed, or the address is incomplete.',
  about: 'Shows where Docker’s storage went, and frees what leaked, safely.',
};
