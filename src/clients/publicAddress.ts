/**
 * Which addresses are out on the internet. What is not is inside somebody's network, the app's own platform included: no
 * request that a caller has named a host for goes there unasked.
 */
import { BlockList, isIP } from "node:net";

/** IANA's special-purpose registries for IPv4, and the address at which every Azure machine finds its platform. */
const PRIVATE_IPV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Within 2000::/3, outside of which nothing is public: documentation, and those that stand for an IPv4 address. */
const PRIVATE_IPV6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const privateIpv4 = listOf(PRIVATE_IPV4, "ipv4");
const privateIpv6 = listOf(PRIVATE_IPV6, "ipv6");
const globalUnicast = listOf([["2000::", 3]], "ipv6");

function listOf(nets: readonly (readonly [string, number])[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, family);
  return list;
}

/** False for what is no address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !privateIpv4.check(address, "ipv4");
  return family === 6 && globalUnicast.check(address, "ipv6") && !privateIpv6.check(address, "ipv6");
}
