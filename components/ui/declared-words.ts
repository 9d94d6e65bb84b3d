/** Where something is declared in bilge.yaml, and so has no buttons that change it. */
export const declaredWords = {
  mark: 'declared in bilge.yaml',
  why: (file: string) => `Change it in ${file}: what is entered there is not changed here.`,
};
