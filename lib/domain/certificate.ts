/** What is wrong with what was pasted as a certificate, in words; null: it has one in it. Whether it holds is seen when it is used. */
export function certificateProblem(text: string): string | null {
  return text.includes('-----BEGIN CERTIFICATE-----') ? null : 'begins with -----BEGIN CERTIFICATE-----';
}
