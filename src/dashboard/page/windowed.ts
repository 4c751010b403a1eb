/** Long lists of rows of one height: only those that can be seen are in the document. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface Windowed {
  /** Of the element that scrolls. */
  scroller: RefObject<HTMLDivElement | null>;
  width: number;
  first: number;
  /** Not included. */
  end: number;
  scrollTo(row: number): void;
}

const AROUND = 3;

export function useWindowed(rows: number, rowHeight: number): Windowed {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 400, width: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return {
    scroller,
    width: view.width,
    first: Math.max(0, Math.floor(view.top / rowHeight) - AROUND),
    end: Math.min(rows, Math.ceil((view.top + view.height) / rowHeight) + AROUND),
    scrollTo(row) {
      const element = scroller.current;
      if (element === null) return;
      const [top, bottom] = [row * rowHeight, (row + 1) * rowHeight];
      if (top < element.scrollTop) element.scrollTop = top;
      else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
    },
  };
}
