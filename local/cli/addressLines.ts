/** Where things are, one a line, for a person to copy. */
export function addressLines(addresses: readonly (readonly [string, string])[]): string[] {
  const column = Math.max(...addresses.map(([label]) => label.length)) + 3;
  return addresses.map(([label, address]) => `  ${label.padEnd(column)}${address}`);
}

export function paceInWords(speed: number): string {
  return speed === 1 ? "in real time" : `at ${speed} simulated seconds a second`;
}
