/** What a person might write to switch NRI on, without any care: to show that where we refuse, none of it would do. */

/** The guide's own section at the end, and every `true` that might be the switch turned round. */
export function editsByHand(config: string): string[] {
  const newline = config.includes("\r\n") ? "\r\n" : "\n";
  const section = ['[plugins."io.containerd.nri.v1.nri"]', "disable = false", ""].join(newline);
  const turned = [...config.matchAll(/\btrue\b/g)].map(
    ({ index }) => `${config.slice(0, index)}false${config.slice(index + "true".length)}`,
  );
  return [`${config}${newline}${section}`, ...turned];
}
