import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { imageId, imageReference } from './engine-object.ts';

/** An image with its tags as one word of a script: `sha256:ID=app:1,app:2`, `sha256:ID=-` without a tag. No tag holds `=`, `,` or `;`. */
export const savedImage = z
  .string()
  .refine((word) => isSavedImage(word.split('=')), 'an image id, an equals sign, and its tags or -');

function isSavedImage([id, references, ...more]: string[]): boolean {
  if (more.length > 0 || !imageId.safeParse(id).success) return false;
  return references === '-' || (references ?? '').split(',').every((each) => imageReference.safeParse(each).success);
}

export function savedImageOf(image: { id: string; references: readonly string[] }): string {
  return `${image.id}=${image.references.length === 0 ? '-' : [...image.references].sort().join(',')}`;
}

/** What saving and loading an archive have in common. */
export const archiveArguments = {
  folder: migrationPath,
  file: z.string().regex(/^images-\d{1,4}\.tar$/),
  /** of the file; before it is saved at most, as Docker lists the sizes of its images */
  bytes: z.number().int().nonnegative(),
  images: z.array(savedImage).min(1),
};
