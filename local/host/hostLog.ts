/** What the host tells its caller: the app's own logs, the packages' system logs and the host's remarks. */
export type LogLevel = "trace" | "debug" | "information" | "warning" | "error" | "critical";

export interface HostLogEntry {
  /** Milliseconds, by the host's clock. */
  at: number;
  level: LogLevel;
  source: "user" | "system" | "host";
  message: string;
  functionName?: string;
  instanceId?: string;
}

export type HostLog = (entry: HostLogEntry) => void;
