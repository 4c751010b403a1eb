/** Why a world could not be started or used, for a person; what is not known here keeps its stack. */
import { KubeconfigError } from "../kubeconfig/kubeconfigError.ts";

export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof KubeconfigError || isWrongConfiguration(error)) return error.message;
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE") {
    return `Port ${port} is taken by another program: stop it, or choose another port with --port N (--port 0 takes a free one).`;
  }
  if (code === "EACCES" && port !== undefined)
    return `Port ${port} needs more rights: choose one above 1023 with --port N.`;
  if (isBundleMissing(code, message)) return `The app is not built yet (dist/ is missing): run "npm run build" first.`;
  if (code !== undefined && FILE_ERRORS.includes(code))
    return `${message}: choose another folder with --data DIR, or mend this one.`;
  return error.stack ?? message;
}

const FILE_ERRORS = ["EACCES", "ENOSPC", "EROFS", "ENOTDIR", "EEXIST", "EPERM"];

/** The app's own complaint about its environment; its class is inside the bundle. */
function isWrongConfiguration({ name }: Error): boolean {
  return name === "ConfigError";
}

function isBundleMissing(code: string | undefined, message: string): boolean {
  return (
    /dist[\\/](app|compose)\.js/.test(message) && (code === "ERR_MODULE_NOT_FOUND" || message.includes("npm run build"))
  );
}
