export const knownWrong: readonly string[] = [];
