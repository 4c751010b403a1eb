/** Questions that are asked inside the page. Functions here run there: they know nothing but their argument. */
import type { Locator } from "playwright-core";

/** As much of an element as is used here: tests are not compiled against a browser. */
interface InPage {
  textContent: string | null;
  scrollHeight: number;
  getAttribute(name: string): string | null;
  scrollTo(left: number, top: number): void;
  ownerDocument: { activeElement: unknown; getElementById(id: string): InPage | null };
}

export function hasFocus(locator: Locator): Promise<boolean> {
  return locator.evaluate((element: InPage) => element.ownerDocument.activeElement === element);
}

/** What `aria-describedby` refers to. */
export function described(locator: Locator): Promise<string> {
  return locator.evaluate((element: InPage) =>
    (element.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => element.ownerDocument.getElementById(id)?.textContent ?? "")
      .join(" "),
  );
}

export function scrollToEnd(locator: Locator): Promise<void> {
  return locator.evaluate((element: InPage) => element.scrollTo(0, element.scrollHeight));
}
