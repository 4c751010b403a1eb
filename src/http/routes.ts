/** Every operation of the API, as data: registered, documented and tested from this one table. */
import type { Operation } from "./operation.ts";
import { chatOperations } from "./operations/chatOperations.ts";
import { clusterOperations } from "./operations/clusterOperations.ts";
import { preparationOperations } from "./operations/preparationOperations.ts";
import { serviceOperations } from "./operations/serviceOperations.ts";

export const ROUTES: readonly Operation[] = [
  ...preparationOperations,
  ...clusterOperations,
  ...chatOperations,
  ...serviceOperations,
];
