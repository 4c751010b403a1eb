/** One node's evidence: every check with what was expected and measured, and what its certificate is made of. */
import type { JSX } from "preact";
import { Checks } from "./checks.tsx";
import { Dialog } from "./dialog.tsx";
import { type Lapsed, standingOf } from "./nodeStanding.ts";
import { Fact } from "./parts.tsx";
import type { NodeRecord } from "./shapes.ts";
import { Badge } from "./tone.tsx";
import { moment } from "./words.ts";

interface NodeDrawerProps {
  node: NodeRecord;
  lapsed: Lapsed;
  onClose(): void;
}

export function NodeDrawer({ node, lapsed, onClose }: NodeDrawerProps): JSX.Element {
  const { tone, word } = standingOf(node, lapsed);
  const lapse = lapsed.get(node.name);
  const levels = [...new Set(node.checks.map(({ level }) => level))];
  return (
    <Dialog title={node.name} kind="drawer" onClose={onClose}>
      <p>
        <Badge tone={tone}>{word}</Badge> <span class="muted">pool {node.pool}</span>
      </p>
      {lapse !== undefined && <p class={`notice tone-${tone}`}>{lapse.reason}</p>}
      {levels.map((level) => (
        <section key={level}>
          <h3>{LEVEL_TITLES[level] ?? level}</h3>
          <Checks checks={node.checks.filter((check) => check.level === level)} />
        </section>
      ))}
      {node.certificate !== undefined && <CertificateParts certificate={node.certificate} />}
    </Dialog>
  );
}

const LEVEL_TITLES: Record<string, string> = {
  L0: "L0 · Azure",
  L1: "L1 · What Kubernetes says of the node",
  L2: "L2 · What the host itself says",
  L3: "L3 · Proof in a pod",
};

function CertificateParts({ certificate }: { certificate: NonNullable<NodeRecord["certificate"]> }): JSX.Element {
  const { level, verifiedAt, fingerprint, parts } = certificate;
  return (
    <section>
      <h3>Certificate</h3>
      <dl class="facts">
        <Fact name="Level">{level}</Fact>
        <Fact name="Verified">{moment(verifiedAt)}</Fact>
        <Fact name="Fingerprint">
          <code>{fingerprint}</code>
        </Fact>
        <Fact name="Node image">{parts.nodeImage}</Fact>
        <Fact name="Kernel">{parts.kernel}</Fact>
        <Fact name="containerd">{parts.containerd}</Fact>
        <Fact name="GPU driver">{parts.driver === "" ? "none" : parts.driver}</Fact>
        <Fact name="OFED">{parts.ofed === "" ? "none" : parts.ofed}</Fact>
      </dl>
    </section>
  );
}
