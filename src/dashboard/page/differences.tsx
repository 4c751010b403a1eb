/** What has become of an approved plan, part by part. */
import type { JSX } from "preact";
import type { PlanDifference } from "./api.ts";

export function Differences({ differences }: { differences: readonly PlanDifference[] }): JSX.Element {
  return (
    <ul class="differences">
      {differences.map(({ part, change, was, now }) => (
        <li key={part}>
          <strong>{part}</strong> {change}
          {was !== undefined && now !== undefined && was !== now && (
            <>
              : {was} → {now}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
