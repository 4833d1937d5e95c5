"use client";
import { useEffect, useState } from "react";

/** A value once it has stood still for a moment; at first the value as it is. `key` tells two values apart. */
export function useSettled<T>(value: T, key: string, milliseconds: number): T {
  const [settled, setSettled] = useState({ key, value });
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ key, value }), milliseconds);
    return () => clearTimeout(timer);
  }, [key, value, milliseconds]);
  return settled.key === key ? value : settled.value;
}
