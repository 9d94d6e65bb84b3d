'use server';

export async function logOut(): Promise<void> {}
