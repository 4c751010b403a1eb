/** Who sends a request: by its bearer token, and on whose behalf. */
import type { ObjectStore } from "../../cluster.ts";
import { forbidden, unauthorized } from "../statusError.ts";
import { type IsAllowed, serviceAccountUser, type User } from "./accessControl.ts";
import { userOfToken } from "./serviceAccountTokens.ts";

export interface Authentication {
  store: ObjectStore;
  isAllowed: IsAllowed;
  /** Who holds this token outside of the cluster; undefined: nobody that it knows. */
  authenticate(token: string): User | undefined;
}

/** Header names in lower case. Throws 401, or 403 when the caller may not act for the other. */
export function authenticated(
  headers: Readonly<Record<string, string>>,
  now: number,
  { store, isAllowed, authenticate }: Authentication,
): User {
  const token = /^Bearer (.+)$/i.exec(headers["authorization"] ?? "")?.[1];
  const user = token === undefined ? undefined : (authenticate(token) ?? userOfToken(token, store, now));
  if (user === undefined) throw unauthorized();
  const wanted = headers["impersonate-user"];
  return wanted === undefined ? user : impersonated(user, wanted, headers["impersonate-group"], isAllowed);
}

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

function impersonated(user: User, wanted: string, groupText: string | undefined, isAllowed: IsAllowed): User {
  const [, namespace, name] = SERVICE_ACCOUNT.exec(wanted) ?? [];
  const isAccount = namespace !== undefined && name !== undefined;
  const request = isAccount
    ? { verb: "impersonate", group: "", resource: "serviceaccounts", namespace, name }
    : { verb: "impersonate", group: "", resource: "users", name: wanted };
  if (!isAllowed(user, request)) throw mayNotImpersonate(user, request.resource, wanted);
  const groups = groupText === undefined ? [] : groupText.split(",").map((group) => group.trim());
  const barred = groups.find(
    (group) => !isAllowed(user, { verb: "impersonate", group: "", resource: "groups", name: group }),
  );
  if (barred !== undefined) throw mayNotImpersonate(user, "groups", barred);
  if (groups.length > 0) return { name: wanted, groups: [...groups, "system:authenticated"] };
  return isAccount ? serviceAccountUser(namespace, name) : { name: wanted, groups: ["system:authenticated"] };
}

function mayNotImpersonate(user: User, plural: string, name: string): Error {
  const why = `User "${user.name}" cannot impersonate resource "${plural}" in API group "" at the cluster scope`;
  return forbidden({ group: "", plural, kind: plural }, name, why);
}
