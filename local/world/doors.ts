/** Addresses on loopback that are known before what answers there is made: until then requests wait. */
import type { Certificate } from "./certificate.ts";
import { type Listener, listen } from "./httpBinding.ts";
import type { WireHandler } from "./wire.ts";

export interface Door {
  readonly listener: Listener;
  open(handler: WireHandler): void;
}

export type Doors<N extends string> = Record<N, Door>;

/** Without a certificate of its own a door speaks plain HTTP. */
export async function openDoors<N extends string>(
  certificates: Readonly<Record<N, Certificate | undefined>>,
): Promise<Doors<N>> {
  const entries = Object.entries<Certificate | undefined>(certificates).map(
    async ([name, certificate]) => [name, await openDoor(certificate)] as const,
  );
  return Object.fromEntries(await Promise.all(entries)) as Doors<N>;
}

export function urlsOf<N extends string>(doors: Doors<N>): Record<N, string> {
  return Object.fromEntries(Object.entries<Door>(doors).map(([name, { listener }]) => [name, listener.url])) as Record<
    N,
    string
  >;
}

export async function closeDoors(doors: Doors<string>): Promise<void> {
  await Promise.all(Object.values(doors).map(({ listener }) => listener.close()));
}

async function openDoor(certificate: Certificate | undefined): Promise<Door> {
  const { promise, resolve } = Promise.withResolvers<WireHandler>();
  const listener = await listen(
    async (request) => (await promise)(request),
    certificate === undefined ? {} : { certificate },
  );
  return { listener, open: resolve };
}
