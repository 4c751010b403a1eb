/** A release's reason to wait begins with its own name, which stands beside it already. */
export function stackStateInWords(name: string, state: string): string {
  const reason = state.startsWith(`${name}: `) ? state.slice(name.length + 2) : state;
  return reason === "done" ? "installed" : reason;
}
