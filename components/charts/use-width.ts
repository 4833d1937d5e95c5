"use client";
import { type RefObject, startTransition, useEffect, useRef, useState } from "react";

/**
 * The width of an element in CSS pixels, followed as it changes; 0 until it is known. The browser tells it after its own
 * layout, so that nobody forces one, and what depends on it may wait for input.
 */
export function useWidth<E extends HTMLElement>(): [RefObject<E | null>, number] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) =>
      startTransition(() => setWidth(Math.floor(entry?.contentRect.width ?? 0))),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
