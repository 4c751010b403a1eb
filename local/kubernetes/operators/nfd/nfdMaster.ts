/** The nfd-master: turns the features of each node, and the rules, into labels of the Node; takes back what no longer holds. */
import type { Cluster, Controller, KubeObject } from "../../cluster.ts";
import { specOf } from "../../store/objectParts.ts";
import { NFD_LABEL, NFD_NAME } from "../charts/nodeFeatureDiscovery.ts";
import { hasLabels, runningOperator } from "../installedOperator.ts";
import { NODE_FEATURE, NODE_NAME_LABEL } from "./nfdWorker.ts";
import { labelsOfRules, type NodeFeatureRuleSpec, type NodeFeatures } from "./nodeFeatureRules.ts";

const RULE = "nfd.k8s-sigs.io/v1alpha1/NodeFeatureRule";
const MASTER = { [NFD_LABEL]: NFD_NAME, role: "master" };
/** Where the master remembers which labels are its own. */
const OWN_LABELS = "nfd.node.kubernetes.io/feature-labels";

export function createNfdMaster(): Controller {
  return {
    name: "nfd-master",
    watches: [
      { kind: NODE_FEATURE, keysOf: ({ object }) => [nodeOf(object)] },
      { kind: RULE, keysOf: (_change, { store }) => store.list(NODE_FEATURE).map(nodeOf) },
      {
        kind: "apps/v1/Deployment",
        keysOf: ({ object }, { store }) => (hasLabels(object, MASTER) ? store.list(NODE_FEATURE).map(nodeOf) : []),
      },
    ],
    reconcile(node, cluster) {
      if (runningOperator(cluster.store, MASTER) !== undefined) labelNode(node, cluster);
    },
  };
}

function nodeOf(nodeFeature: KubeObject): string {
  return nodeFeature.metadata.labels?.[NODE_NAME_LABEL] ?? nodeFeature.metadata.name;
}

function labelNode(node: string, { store }: Cluster): void {
  const published = store.list(NODE_FEATURE, { labels: { [NODE_NAME_LABEL]: node } });
  if (published.length === 0) return;
  const wanted = { ...publishedLabels(published), ...ruleLabels(published, store.list(RULE)) };
  store.modify("v1/Node", undefined, node, ({ metadata }) => {
    const labels = { ...metadata.labels };
    for (const key of metadata.annotations?.[OWN_LABELS]?.split(",") ?? []) delete labels[key];
    metadata.labels = { ...labels, ...wanted };
    metadata.annotations = { ...metadata.annotations, [OWN_LABELS]: Object.keys(wanted).sort().join(",") };
  });
}

interface NodeFeatureSpec {
  features: { instances: Record<string, { elements: { attributes: Record<string, string> }[] }> };
  labels: Record<string, string>;
}

function publishedLabels(published: readonly KubeObject[]): Record<string, string> {
  return Object.assign({}, ...published.map((object) => specOf<NodeFeatureSpec>(object).labels)) as Record<
    string,
    string
  >;
}

function ruleLabels(published: readonly KubeObject[], rules: readonly KubeObject[]): Record<string, string> {
  const features: NodeFeatures = {};
  for (const object of published) {
    for (const [name, { elements }] of Object.entries(specOf<NodeFeatureSpec>(object).features.instances)) {
      features[name] = [...(features[name] ?? []), ...elements.map(({ attributes }) => attributes)];
    }
  }
  const labels = rules.map((rule) => labelsOfRules(specOf<NodeFeatureRuleSpec>(rule), features));
  return Object.assign({}, ...labels) as Record<string, string>;
}
