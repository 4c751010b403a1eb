/** Container images by repository, mirrored by putting a registry prefix before them. */
export function imageRepository(repository: string, registryPrefix: string | undefined): string {
  return registryPrefix === undefined ? repository : `${registryPrefix}/${repository}`;
}
