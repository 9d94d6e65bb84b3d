const shortestPassword = 10;
export const longestPassword = 1_000;

/** All rules that a new password breaks. Length is what counts; no rules about digits and signs, which only make people write `Passw0rd!`. */
export function passwordProblems(password: string, userName: string): string[] {
  const problems: string[] = [];
  if ([...password].length < shortestPassword)
    problems.push(
      `The password needs at least ${shortestPassword} characters. Four random words are good and easy to type.`,
    );
  if (password.length > longestPassword) problems.push(`The password is longer than ${longestPassword} characters.`);
  if (password.trim().toLowerCase() === userName.trim().toLowerCase())
    problems.push('The password is the user name. Choose another one.');
  else if (password !== '' && new Set(password).size < 3)
    problems.push('The password repeats one or two characters. Choose another one.');
  return problems;
}
