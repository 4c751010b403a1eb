/**
 * Lint rules that this project needs and oxlint lacks. Each keeps a promise of the orchestrators' determinism or of
 * the import table; `.oxlintrc.json` says where they hold and test/architecture/lint.test.ts that they bite.
 */

/** An ESTree node, as far as these rules look. */
interface Node {
  type: string;
  name?: string;
  callee?: Node;
  arguments?: Node[];
  property?: Node;
}

interface RuleContext {
  report(problem: { node: Node; message: string }): void;
}

interface Rule {
  create(context: RuleContext): Record<string, (node: Node) => void>;
}

/** `export *` hides from a reader, and from the bundler, what a module offers. */
const noExportAll: Rule = {
  create: (context) => ({
    ExportAllDeclaration: (node) => context.report({ node, message: "Name what is exported: `export *` hides it." }),
  }),
};

/** `new Date(value)` is pure; without a value it reads the clock, as `Date()` always does. */
const noCurrentTime: Rule = {
  create: (context) => {
    const refuse = (node: Node) =>
      context.report({ node, message: "Take the time as an argument: reading the clock here is not repeatable." });
    return {
      NewExpression: (node) => {
        if (node.callee?.name === "Date" && node.arguments?.length === 0) refuse(node);
      },
      CallExpression: (node) => {
        if (node.callee?.name === "Date") refuse(node);
      },
    };
  },
};

/** `Task.any` over tasks that are already scheduled runs them twice: only durable.ts, which schedules them, may join. */
const noDirectTasks: Rule = {
  create: (context) => ({
    MemberExpression: (node) => {
      if (node.property?.name !== "Task") return;
      context.report({
        node,
        message: "Join tasks through durable.ts: `Task.any` and `Task.all` have traps on replay.",
      });
    },
  }),
};

// oxlint takes a plugin from its default export.
export default {
  meta: { name: "lamplighter" },
  rules: {
    "no-export-all": noExportAll,
    "no-current-time": noCurrentTime,
    "no-direct-tasks": noDirectTasks,
  },
};
