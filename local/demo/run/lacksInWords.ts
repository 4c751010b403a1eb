/** What nodes lack, for a person. The codes are the app's; one that is new here is shown as it is. */
const WORDS: Record<string, string> = {
  NodeNotReady: "kubelet",
  OfedNotReady: "OFED driver",
  RdmaNotConverged: "RDMA resources",
  DriverNotReady: "GPU driver",
};

/** `OFED driver (2 nodes), GPU driver (1 node)`; empty when nothing is lacking. */
export function lacksInWords(lacks: Readonly<Record<string, number>>): string {
  return Object.entries(lacks)
    .map(([code, count]) => `${WORDS[code] ?? code} (${count === 1 ? "1 node" : `${count} nodes`})`)
    .join(", ");
}
