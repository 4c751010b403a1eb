/** Which images cannot be pulled: those whose registry's name is reserved for never resolving (RFC 6761). */

/** In containerd's words; undefined: it can be pulled. */
export function pullProblemOf(image: string): string | undefined {
  const [host = ""] = image.split("/");
  if (!/(^|\.)invalid(:\d+)?$/.test(host)) return undefined;
  return (
    `Failed to pull image "${image}": failed to pull and unpack image "${image}": failed to resolve reference ` +
    `"${image}": dial tcp: lookup ${host}: no such host`
  );
}
