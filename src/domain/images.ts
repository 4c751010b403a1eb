/**
 * Container images and charts behind a mirror: the registry's prefix is put before their own registry and path, and
 * stays as it is where somebody has configured an image of the mirror already.
 */
export function mirrored(reference: string, registryPrefix: string | undefined): string {
  if (registryPrefix === undefined || reference.startsWith(`${registryPrefix}/`)) return reference;
  return `${registryPrefix}/${reference}`;
}
