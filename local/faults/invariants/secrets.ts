/** No secret in a log, a record, an error or a status. */
import { IDENTITY_SECRET } from "../../simulators.ts";
import type { MakeInvariant } from "../scene.ts";
import { preparations } from "./records.ts";

/** Tokens of Entra ID, and what kubeconfigs hold. */
const SECRET = new RegExp(`eyJ[\\w-]{8,}\\.eyJ|client-key-data|${IDENTITY_SECRET}`);

export const secrets: MakeInvariant = (scene) => {
  const look = (where: string, text: string | null | undefined) =>
    scene.check("no secret is told", !SECRET.test(text ?? ""), () => {
      const at = SECRET.exec(text ?? "")?.index ?? 0;
      return `${where} holds ${(text ?? "").slice(Math.max(at - 40, 0), at + 20)}...`;
    });
  return {
    onLog: (message) => look("a log line", message),
    atEnd() {
      for (const { id, record } of preparations(scene)) look(`the record of ${id}`, JSON.stringify(record));
      for (const { instanceId, output, customStatus } of scene.inspect().instances()) {
        look(`the output of ${instanceId}`, output);
        look(`the status of ${instanceId}`, customStatus);
      }
    },
  };
};
