/** What is asked for: the cluster, its GPU pools or the paths they shall serve, and how careful to be. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Problem } from "./api.ts";
import { type Draft, emptyPool, type PoolDraft } from "./draft.ts";
import { CheckField, FieldProblems, PathProblems, SelectField, TextField } from "./field.tsx";
import { Card, ProblemBox } from "./parts.tsx";
import { PoolFields } from "./poolFields.tsx";
import type { GpuSize } from "./shapes.ts";

export interface CatalogView {
  sizes: readonly GpuSize[];
  versions: { default: string; sets: Record<string, unknown> };
}

interface RequestFormProps {
  draft: Draft;
  catalog: CatalogView;
  problem: Problem | undefined;
  isPlanning: boolean;
  onChange(change: Partial<Draft>): void;
  onPlan(): void;
}

export function RequestForm({ draft, catalog, problem, isPlanning, onChange, onPlan }: RequestFormProps): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);
  return (
    <FieldProblems.Provider value={problem?.problems ?? []}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onPlan();
        }}
      >
        {problem !== undefined && <ProblemBox problem={problem} />}
        <ClusterFields draft={draft} onChange={onChange} />
        <PoolsFields draft={draft} catalog={catalog} onChange={onChange} />
        <CareFields draft={draft} catalog={catalog} onChange={onChange} />
        <div class="buttons form-end">
          <p class="muted">Nothing is changed by a plan.</p>
          <button type="submit" class="primary" disabled={isPlanning}>
            {isPlanning ? "Planning…" : "Show the plan"}
          </button>
        </div>
      </form>
    </FieldProblems.Provider>
  );
}

type PartProps = Pick<RequestFormProps, "draft" | "onChange">;

function ClusterFields({ draft, onChange }: PartProps): JSX.Element {
  return (
    <Card title="Cluster" wide>
      <div class="grid">
        <TextField
          label="Subscription id"
          path="cluster.subscriptionId"
          value={draft.subscriptionId}
          onValue={(subscriptionId) => onChange({ subscriptionId })}
        />
        <TextField
          label="Resource group"
          path="cluster.resourceGroup"
          value={draft.resourceGroup}
          onValue={(resourceGroup) => onChange({ resourceGroup })}
        />
        <TextField label="Cluster name" path="cluster.name" value={draft.name} onValue={(name) => onChange({ name })} />
        <SelectField
          label="GPU driver"
          path="profile"
          value={draft.profile}
          options={[
            ["self-managed", "self-managed (GPU operator)"],
            ["aks-managed", "aks-managed (by AKS)"],
          ]}
          onValue={(profile) => onChange({ profile })}
        />
      </div>
    </Card>
  );
}

type CatalogProps = PartProps & Pick<RequestFormProps, "catalog">;

function PoolsFields({ draft, catalog, onChange }: CatalogProps): JSX.Element {
  const { pools, wellLitPaths } = draft;
  const { sizes } = catalog;
  const nextKey = 1 + Math.max(0, ...pools.map(({ key }) => key));
  const changePool = (key: number, change: Partial<PoolDraft>) =>
    onChange({ pools: pools.map((pool) => (pool.key === key ? { ...pool, ...change } : pool)) });
  const paths = [...new Set(sizes.flatMap((size) => size.paths.map(({ path }) => path)))];
  return (
    <Card title="Node pools" wide>
      {pools.map((pool, index) => (
        <PoolFields
          key={pool.key}
          pool={pool}
          index={index}
          sizes={sizes}
          onChange={(change) => changePool(pool.key, change)}
          onRemove={() => onChange({ pools: pools.filter(({ key }) => key !== pool.key) })}
        />
      ))}
      <button
        type="button"
        class="plain"
        onClick={() => onChange({ pools: [...pools, emptyPool(nextKey, sizes[0]?.vmSize ?? "")] })}
      >
        Add a pool
      </button>
      {pools.length === 0 && <PathProblems path="nodePools" />}
      <fieldset class="plain-set">
        <legend>Well-lit paths that it shall serve</legend>
        <p class="hint">Without pools of your own, pools follow from the paths.</p>
        <div class="checks-row">
          {paths.map((path) => (
            <CheckField
              key={path}
              label={path}
              checked={wellLitPaths.includes(path)}
              onValue={(isWanted) =>
                onChange({
                  wellLitPaths: isWanted ? [...wellLitPaths, path] : wellLitPaths.filter((other) => other !== path),
                })
              }
            />
          ))}
        </div>
      </fieldset>
    </Card>
  );
}

function CareFields({ draft, catalog, onChange }: CatalogProps): JSX.Element {
  return (
    <Card title="How" wide>
      <div class="grid">
        <SelectField
          label="Verify up to"
          path="verify.level"
          value={draft.level}
          options={[
            ["L2", "L2: what the hosts say"],
            ["L3", "L3: proof in a pod on every node"],
          ]}
          onValue={(level) => onChange({ level })}
        />
        <SelectField
          label="Versions"
          path="versions"
          value={draft.versionSet}
          options={[
            ["", `${catalog.versions.default} (default)`],
            ...Object.keys(catalog.versions.sets)
              .filter((set) => set !== catalog.versions.default)
              .map((set) => [set, set] as const),
          ]}
          onValue={(versionSet) => onChange({ versionSet })}
        />
        <TextField
          label="Busy nodes at a time"
          path="rollout.maxUnavailable"
          hint="A number or a percentage; empty: 25%"
          value={draft.maxUnavailable}
          onValue={(maxUnavailable) => onChange({ maxUnavailable })}
        />
        <TextField
          label="Registry mirror"
          path="registry.prefix"
          hint="Empty: from where the guide has them"
          value={draft.registryPrefix}
          onValue={(registryPrefix) => onChange({ registryPrefix })}
        />
      </div>
      <div class="checks-row">
        <CheckField
          label="Keep workloads off new nodes until they are proven"
          checked={draft.gate}
          onValue={(gate) => onChange({ gate })}
        />
        <CheckField
          label="Register the InfiniBand feature if it is missing"
          checked={draft.registerFeature}
          onValue={(registerFeature) => onChange({ registerFeature })}
        />
        <CheckField
          label="Try other zones when one has no capacity"
          checked={draft.zoneFallback}
          onValue={(zoneFallback) => onChange({ zoneFallback })}
        />
        <CheckField
          label="Verify again on schedule"
          checked={draft.reverify}
          onValue={(reverify) => onChange({ reverify })}
        />
        {draft.reverify && (
          <CheckField
            label="and repair what has drifted"
            checked={draft.repair}
            onValue={(repair) => onChange({ repair })}
          />
        )}
      </div>
      {["allow", "gate", "schedule"].map((path) => (
        <PathProblems key={path} path={path} />
      ))}
    </Card>
  );
}
