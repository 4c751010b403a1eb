/** Where a preparation is found in this API. */
import type { HttpRequest } from "@azure/functions";
import { absoluteUrl } from "./json.ts";

export function preparationUrl(request: HttpRequest, id: string): string {
  return absoluteUrl(request, `/api/preparations/${id}`);
}

export function preparationLinks(request: HttpRequest, id: string): { self: string; nodes: string } {
  const self = preparationUrl(request, id);
  return { self, nodes: `${self}/nodes` };
}
