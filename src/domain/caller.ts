/** Who asks for something, how that is known, and what they may do. */
/** A preparer may do what a reader may. */
export type Role = "reader" | "preparer";

export interface Caller {
  /** Stable for the same person or program, wherever it comes from: an object id of Entra ID, a user id of a chat. */
  id: string;
  /** For people: may change, may be shared. */
  name: string;
  role: Role;
  via: "function-key" | "easyauth" | "slack" | "teams" | "timer";
}

/** A caller as a record keeps it: what they may do is a matter of the moment. */
export type Actor = Pick<Caller, "id" | "name" | "via">;

export function actorOf({ id, name, via }: Caller): Actor {
  return { id, name, via };
}

export function mayDo(role: Role, needed: Role): boolean {
  return role === "preparer" || needed === "reader";
}

/** Who has a function key has no name: all holders are one. */
export const KEY_HOLDER: Caller = {
  id: "function-key",
  name: "the holder of a function key",
  role: "preparer",
  via: "function-key",
};
