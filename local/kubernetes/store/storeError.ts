/** Why the object store refused a write. The API server turns it into a Status. */
import type { ObjectAddress } from "./objectKey.ts";

export class StoreError extends Error {
  readonly reason: "AlreadyExists" | "NotFound";
  readonly address: ObjectAddress;

  constructor(reason: StoreError["reason"], address: ObjectAddress) {
    const where = address.namespace === undefined ? address.name : `${address.namespace}/${address.name}`;
    super(`${address.kind} "${where}" ${reason === "AlreadyExists" ? "already exists" : "does not exist"}`);
    this.reason = reason;
    this.address = address;
  }
}
