/** The Retry-After header as Azure and Kubernetes send it: whole seconds. Anything else is as good as none. */
export function parseRetryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}$/.test(header.trim()) ? Number(header) : undefined;
}
