/** The command line of `npm run test:contract`. */
import { parseArgs } from "node:util";

export interface ContractArguments {
  /** A real cluster's; left out: a simulated cluster is started. */
  kubeconfig: string | undefined;
  image: string | undefined;
  allowNodeChanges: boolean;
  /** Only topics whose file names contain one of them. */
  filters: string[];
}

export class ArgumentError extends Error {}

const USAGE = `Usage: npm run test:contract [-- [--kubeconfig FILE] [--image IMAGE] [--allow-node-changes] [TOPIC...]]
  --kubeconfig FILE      checks the cluster of its current context; left out: the simulated one
  --image IMAGE          an image with a shell and the usual small programs that the nodes can pull
  --allow-node-changes   lets the suite label, taint and cordon a node and write to its /tmp; it undoes everything
  TOPIC                  runs only the topics whose file names contain it`;

export function readContractArguments(args: readonly string[]): ContractArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        kubeconfig: { type: "string" },
        image: { type: "string" },
        "allow-node-changes": { type: "boolean", default: false },
      },
    });
    return {
      kubeconfig: values.kubeconfig,
      image: values.image,
      allowNodeChanges: values["allow-node-changes"],
      filters: positionals,
    };
  } catch (error) {
    throw new ArgumentError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}
