/** From a request to a plan, and from the plan that was seen to its preparation. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call, type Problem } from "./api.ts";
import { type Draft, EMPTY_DRAFT, emptyPool, requestOf } from "./draft.ts";
import { Awaited, Heading } from "./parts.tsx";
import { PlanPage } from "./plan.tsx";
import { usePolled } from "./polled.ts";
import { type CatalogView, RequestForm } from "./requestForm.tsx";
import type { PlanView } from "./shapes.ts";

export function NewPreparationPage(): JSX.Element {
  const { data: catalog, problem: noCatalog } = usePolled<CatalogView>("catalog", { otherwiseSeconds: undefined });
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const [plan, setPlan] = useState<PlanView>();
  const [problem, setProblem] = useState<Problem>();
  const [isPlanning, setIsPlanning] = useState(false);
  useEffect(() => {
    const size = catalog?.sizes[0];
    if (size !== undefined)
      setDraft((old) => (old.pools.length > 0 ? old : { ...old, pools: [emptyPool(1, size.vmSize)] }));
  }, [catalog]);
  const makePlan = async () => {
    setIsPlanning(true);
    const answer = await call<PlanView>("plans", { method: "POST", body: requestOf(draft) });
    setIsPlanning(false);
    setProblem(answer.ok ? undefined : answer.problem);
    setPlan(answer.ok ? answer.body : undefined);
    if (answer.ok) scrollTo(0, 0);
  };
  if (plan !== undefined) {
    return (
      <PlanPage
        plan={plan}
        request={requestOf(draft)}
        isPlanning={isPlanning}
        onChange={() => setPlan(undefined)}
        onPlanAgain={() => void makePlan()}
      />
    );
  }
  return (
    <>
      <Heading title="Plan a preparation" />
      {catalog === undefined ? (
        <Awaited what="the catalogue" problem={noCatalog} />
      ) : (
        <RequestForm
          draft={draft}
          catalog={catalog}
          problem={problem}
          isPlanning={isPlanning}
          onChange={(change) => setDraft((old) => ({ ...old, ...change }))}
          onPlan={() => void makePlan()}
        />
      )}
    </>
  );
}
