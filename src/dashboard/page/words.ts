/** Times, durations and names of the API in words. */

/** "12m 03s": of the two largest units. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86_400)];
  const two = (value: number) => String(value).padStart(2, "0");
  if (days > 0) return `${days}d ${hours % 24}h`;
  if (hours > 0) return `${hours}h ${two(minutes % 60)}m`;
  return minutes > 0 ? `${minutes}m ${two(seconds % 60)}s` : `${seconds}s`;
}

/** "3 h ago". A world whose clock is ahead of the browser's is never in the future. */
export function age(at: string, now: number): string {
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  if (seconds < 45) return "just now";
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  const days = Math.round(seconds / 86_400);
  return days === 1 ? "yesterday" : `${days} days ago`;
}

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export function moment(at: string): string {
  return MOMENT.format(new Date(at));
}

export function clockTime(at: number): string {
  return CLOCK.format(new Date(at));
}

/** `installNodeStack` as "install node stack". */
export function inWords(name: string): string {
  return name.replaceAll(
    /([a-z])([A-Z])/g,
    (_pair, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

/** `gpuAllocatable` as "GPU allocatable". */
export function checkName(name: string): string {
  const words = inWords(name.split("/").at(-1) ?? name).replaceAll(/\b(gpu|rdma|nri|nfd|ofed)\b/gi, (word) =>
    word.toUpperCase(),
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString()} ${number === 1 ? one : many}`;
}

/** "pool/h100" as "pool h100"; the cluster as it is. */
export function subjectInWords(subject: string): string {
  return subject.replace("/", " ");
}
