/** The same request once more. An approval that no longer fits is shown, and can be given anew. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Problem } from "./api.ts";
import { Action } from "./dialog.tsx";
import { Differences } from "./differences.tsx";
import { links } from "./route.ts";

interface RetryActionProps {
  id: string;
  /** What it is for, when there is more to say than that it runs again. */
  label?: string;
  kind?: "primary" | "plain";
}

export function RetryAction({ id, label = "Run again", kind = "plain" }: RetryActionProps): JSX.Element {
  const planHash = useRef<string | undefined>(undefined);
  const remedy = (problem: Problem) => {
    if (problem.code !== "PlanChanged" || problem.planHash === undefined) return null;
    planHash.current = problem.planHash;
    return (
      <>
        <Differences differences={problem.difference ?? []} />
        <p>Confirm again to approve the plan as it is now.</p>
      </>
    );
  };
  return (
    <Action
      label={label}
      kind={kind}
      question="Run this preparation again?"
      explanation={
        <p>The same request is carried out as a preparation of its own. What is done is found done and costs a read.</p>
      }
      confirm="Run again"
      path={`preparations/${encodeURIComponent(id)}/retry`}
      body={() => (planHash.current === undefined ? {} : { planHash: planHash.current })}
      onDone={(started) => {
        location.hash = links.preparation(started.id);
      }}
      remedy={remedy}
    />
  );
}
