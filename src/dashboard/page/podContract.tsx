/** How a pod gets GPUs, RDMA and locked memory on this cluster: for whoever deploys llm-d, to copy. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Card } from "./parts.tsx";
import type { FinishedPreparation } from "./shapes.ts";
import { Badge } from "./tone.tsx";

export function PodContractCard({
  contract,
}: {
  contract: NonNullable<FinishedPreparation["podContract"]>;
}): JSX.Element {
  const [isCopied, setIsCopied] = useState(false);
  const snippet = JSON.stringify(contract.snippet, null, 2);
  const copy = async () => {
    await navigator.clipboard.writeText(snippet);
    setIsCopied(true);
  };
  return (
    <Card
      title="Pod contract"
      wide
      beside={
        <Badge tone={contract.proven ? "good" : "none"}>
          {contract.proven ? "Proven in pods" : "Not tried in a pod"}
        </Badge>
      }
    >
      <details>
        <summary>
          Resources {contract.resources.map(({ name, perPod }) => `${name} (${perPod})`).join(", ")}, tolerations,
          locked memory
        </summary>
        {/* Text that scrolls takes the focus, so that the keyboard can scroll it (WCAG 2.1.1). */}
        <pre tabIndex={0} role="region" aria-label="Part of a pod, as JSON">
          {snippet}
        </pre>
        {/* Where the browser gives no clipboard, the text can be selected. */}
        {navigator.clipboard !== undefined && (
          <button type="button" class="plain" onClick={() => void copy()}>
            {isCopied ? "Copied" : "Copy"}
          </button>
        )}
      </details>
    </Card>
  );
}
