/** A plan before it is carried out: what would be done, why, what it disturbs, and what stands in its way. */
import type { JSX } from "preact";
import type { Problem } from "./api.ts";
import { Action } from "./dialog.tsx";
import { Differences } from "./differences.tsx";
import { Findings } from "./findings.tsx";
import { Gantt } from "./gantt.tsx";
import { Card, Fact, Heading } from "./parts.tsx";
import { links } from "./route.ts";
import type { PlannedStep, PlanView } from "./shapes.ts";
import { chartOfPlan } from "./spans.ts";
import { Badge, type Tone, ToneIcon } from "./tone.tsx";
import { count, duration, inWords, subjectInWords } from "./words.ts";

interface PlanPageProps {
  plan: PlanView;
  /** What the plan was made for. */
  request: Record<string, unknown>;
  isPlanning: boolean;
  onChange(): void;
  onPlanAgain(): void;
}

export function PlanPage({ plan, request, isPlanning, onChange, onPlanAgain }: PlanPageProps): JSX.Element {
  const { spans, totalMs } = chartOfPlan(plan.steps, plan.expectedSeconds);
  return (
    <>
      <Heading
        title={`Plan for ${plan.cluster.name}`}
        trail={`${plan.cluster.resourceGroup} / ${plan.profile} / up to ${plan.level}`}
        beside={
          <>
            {standingOf(plan)}
            {!plan.live && <span class="tag">simulated</span>}
          </>
        }
      />
      <dl class="facts tiles">
        <Fact name="Expected">{duration(plan.expectedSeconds * 1000)}</Fact>
        <Fact name="GPUs when done">
          {plan.gpus.total.toLocaleString()}
          {plan.gpus.added > 0 && ` (${plan.gpus.added.toLocaleString()} new)`}
        </Fact>
        <Fact name="Steps">{`${count(plan.steps.filter(({ change }) => change !== "none").length, "change")} of ${count(plan.steps.length, "step")}`}</Fact>
        <Fact name="May disturb">
          {plan.mayDisturb.length === 0 ? "no known workload" : count(plan.mayDisturb.length, "node")}
        </Fact>
        <Fact name="Plan">
          <code>{plan.hash.slice(0, 12)}</code>
        </Fact>
      </dl>
      {plan.findings.length > 0 && (
        <Card title="Findings" wide>
          <Findings findings={plan.findings} />
        </Card>
      )}
      {spans.length > 0 && (
        <Card title="Timeline" wide>
          <Gantt label="Expected course" spans={spans} totalMs={totalMs} />
        </Card>
      )}
      <Card title="Steps" wide>
        <ol class="steps">
          {plan.steps.map((step) => (
            <Step key={`${step.step}/${step.subject}`} step={step} />
          ))}
        </ol>
      </Card>
      {plan.mayDisturb.length > 0 && (
        <Card title="Nodes whose workloads may notice" wide>
          <p class="prose">
            {plan.mayDisturb.join(", ")}; {String(plan.maxUnavailable)} at a time.
          </p>
        </Card>
      )}
      <div class="buttons form-end">
        <button type="button" class="plain" onClick={onChange}>
          Change the request
        </button>
        <button type="button" class="plain" disabled={isPlanning} onClick={onPlanAgain}>
          {isPlanning ? "Planning…" : "Plan again"}
        </button>
        <PrepareAction plan={plan} request={request} />
      </div>
    </>
  );
}

function standingOf({ blocked, empty }: PlanView): JSX.Element {
  if (blocked) return <Badge tone="warn">Blocked</Badge>;
  return empty ? <Badge tone="good">Nothing to change</Badge> : <Badge tone="good">Can be carried out</Badge>;
}

const CHANGES: Record<PlannedStep["change"], { tone: Tone; word: string }> = {
  create: { tone: "busy", word: "create" },
  update: { tone: "busy", word: "update" },
  none: { tone: "none", word: "nothing" },
};

function Step({ step }: { step: PlannedStep }): JSX.Element {
  const { tone, word } = CHANGES[step.change];
  return (
    <li>
      <Badge tone={tone}>{word}</Badge>
      <div>
        <p>
          <strong>{subjectInWords(step.subject)}</strong> <span class="muted">{inWords(step.step)}</span>
        </p>
        <p>
          {step.action === "nothing" ? "" : `${step.action}: `}
          {step.reason}
        </p>
        {step.disrupts && (
          <p class="held-up tone-warn">
            <ToneIcon tone="warn" /> Running workloads may notice
            {step.disturbs !== undefined && step.disturbs.length > 0 && ` on ${step.disturbs.join(", ")}`}
          </p>
        )}
      </div>
    </li>
  );
}

function PrepareAction({ plan, request }: Pick<PlanPageProps, "plan" | "request">): JSX.Element {
  return (
    <Action
      label="Prepare"
      kind="primary"
      disabled={plan.blocked}
      question={`Prepare ${plan.cluster.name}?`}
      explanation={
        <>
          <p>
            This plan and no other is carried out: if the world asks for another one by now, nothing is started.{" "}
            {plan.gpus.added > 0 && `It adds ${count(plan.gpus.added, "GPU")}, which cost money from then on.`}
          </p>
          <p class="muted">
            Plan <code>{plan.hash.slice(0, 12)}</code>
          </p>
        </>
      }
      confirm="Prepare the cluster"
      path="preparations"
      body={() => ({ ...request, planHash: plan.hash })}
      onDone={({ id }) => {
        location.hash = links.preparation(id);
      }}
      remedy={remedyOf}
    />
  );
}

function remedyOf({ code, difference = [], id }: Problem): JSX.Element | null {
  if (code === "PlanChanged") return <Differences differences={difference} />;
  if (code !== "PreparationRunning" || id === undefined) return null;
  return (
    <p>
      <a href={links.preparation(id)}>Follow the running preparation</a>
    </p>
  );
}
