/** Which labels a NodeFeatureRule gives to a node with these features. Pure. */

/** Feature name ("pci.device") to its instances' attributes. */
export type NodeFeatures = Record<string, Record<string, string>[]>;

export interface NodeFeatureRuleSpec {
  rules?: Rule[];
}

interface Rule {
  name: string;
  labels?: Record<string, string>;
  matchFeatures?: FeatureMatcher[];
  matchAny?: { matchFeatures: FeatureMatcher[] }[];
}

interface FeatureMatcher {
  feature: string;
  matchExpressions?: Record<string, Expression>;
}

interface Expression {
  op: string;
  value?: string[];
}

/** Throws when an expression uses an operator that is not simulated. */
export function labelsOfRules(spec: NodeFeatureRuleSpec, features: NodeFeatures): Record<string, string> {
  const labels = (spec.rules ?? []).filter((rule) => matches(rule, features)).map(({ labels: own = {} }) => own);
  return Object.fromEntries(labels.flatMap(Object.entries).map(([key, value]) => [withPrefix(key), String(value)]));
}

function withPrefix(label: string): string {
  return label.includes("/") ? label : `feature.node.kubernetes.io/${label}`;
}

function matches({ matchFeatures = [], matchAny }: Rule, features: NodeFeatures): boolean {
  const allMatch = (matchers: FeatureMatcher[]) => matchers.every((matcher) => featureMatches(matcher, features));
  const anyMatches = matchAny === undefined || matchAny.some((alternative) => allMatch(alternative.matchFeatures));
  return allMatch(matchFeatures) && anyMatches;
}

/** One instance must satisfy every expression. */
function featureMatches({ feature, matchExpressions = {} }: FeatureMatcher, features: NodeFeatures): boolean {
  return (features[feature] ?? []).some((attributes) =>
    Object.entries(matchExpressions).every(([attribute, expression]) => holds(expression, attributes[attribute])),
  );
}

function holds({ op, value = [] }: Expression, attribute: string | undefined): boolean {
  const test = OPERATORS[op];
  if (test === undefined) throw new Error(`NodeFeatureRule operator "${op}" is not simulated`);
  return test(value, attribute);
}

const OPERATORS: Record<string, (values: string[], attribute: string | undefined) => boolean> = {
  In: (values, attribute) => attribute !== undefined && values.includes(attribute),
  NotIn: (values, attribute) => attribute !== undefined && !values.includes(attribute),
  Exists: (_values, attribute) => attribute !== undefined,
  DoesNotExist: (_values, attribute) => attribute === undefined,
};
