/** One node pool of the request. */
import type { JSX } from "preact";
import type { PoolDraft } from "./draft.ts";
import { SelectField, TextField } from "./field.tsx";
import type { GpuSize } from "./shapes.ts";

interface PoolFieldsProps {
  pool: PoolDraft;
  index: number;
  sizes: readonly GpuSize[];
  onChange(change: Partial<PoolDraft>): void;
  onRemove(): void;
}

export function PoolFields({ pool, index, sizes, onChange, onRemove }: PoolFieldsProps): JSX.Element {
  const path = `nodePools[${index}]`;
  return (
    <fieldset class="pool-fields">
      <legend>Pool {index + 1}</legend>
      <div class="grid">
        <TextField
          label="Name"
          path={`${path}.name`}
          hint="1-12 lower-case letters and digits"
          value={pool.name}
          onValue={(name) => onChange({ name })}
        />
        <SelectField
          label="Size"
          path={`${path}.vmSize`}
          value={pool.vmSize}
          options={sizes.map((size) => [size.vmSize, `${size.vmSize.replace("Standard_", "")} (${gpusOf(size)})`])}
          onValue={(vmSize) => onChange({ vmSize })}
        />
        <TextField
          label="Nodes"
          path={`${path}.count`}
          inputMode="numeric"
          value={pool.count}
          onValue={(count) => onChange({ count })}
        />
        <SelectField
          label="OS"
          path={`${path}.osSku`}
          value={pool.osSku}
          options={[
            ["Ubuntu", "Ubuntu (AKS's default)"],
            ["Ubuntu2204", "Ubuntu 22.04"],
            ["Ubuntu2404", "Ubuntu 24.04"],
          ]}
          onValue={(osSku) => onChange({ osSku })}
        />
        <TextField
          label="Taints"
          path={`${path}.taints`}
          hint="key=value:NoSchedule, separated by spaces"
          value={pool.taints}
          onValue={(taints) => onChange({ taints })}
        />
        <TextField
          label="Autoscale from"
          path={`${path}.autoscale.min`}
          hint="Both empty: as it is"
          inputMode="numeric"
          value={pool.min}
          onValue={(min) => onChange({ min })}
        />
        <TextField
          label="Autoscale to"
          path={`${path}.autoscale.max`}
          inputMode="numeric"
          value={pool.max}
          onValue={(max) => onChange({ max })}
        />
      </div>
      <button type="button" class="plain" onClick={onRemove}>
        Remove pool {index + 1}
      </button>
    </fieldset>
  );
}

function gpusOf({ gpus, gpu, memoryGbEach, rdma }: GpuSize): string {
  return `${gpus} × ${gpu} ${memoryGbEach} GB${rdma > 0 ? ", InfiniBand" : ""}`;
}
