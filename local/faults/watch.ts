/** How somebody outside looks at a virtual world, or makes it differ, without the app or the world knowing. */

import type { FileWatch } from "../kubernetes/node/machine/nodeFiles.ts";
import type { ModelOf } from "../kubernetes/node/scripts/model/knownScripts.ts";
import type { KillMoment } from "../scenarios/hostKills.ts";
import type { Clock } from "../world/clock.ts";
import type { WireRequest, WireResponse } from "../world/wire.ts";

export interface WorldWatch {
  /** The world's, before anything else is there. */
  onClock?(clock: Clock): void;
  /** A fault was carried out. */
  onInjected?(kind: string): void;
  /** What the app sent, and what it heard; undefined: no answer. */
  onRequest?(request: WireRequest, response: WireResponse | undefined): void;
  onMoment?(at: KillMoment, subject: string): void;
  onFileChanged?: FileWatch;
  modelOf?: ModelOf;
  /** Of the app, instead of the one that was built. */
  composition?: string;
}
