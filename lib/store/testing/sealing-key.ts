/** A key as it is: a passphrase would be stretched anew for each test. */
export const sealingKey = '5ea1'.repeat(16);
