/** The roles, as the forms name them. */
export const roleWords = {
  viewer: 'viewer: view and scan',
  operator: 'operator: plan and run',
  admin: 'admin: everything',
} as const;

export const roleFieldWords = {
  role: 'Role',
};
