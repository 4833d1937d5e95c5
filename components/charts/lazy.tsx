"use client";
import dynamic from "next/dynamic";

/** Comes after first paint: the frame, the rules and the figures stand without recharts. */
export const AlertPlot = dynamic(() => import("./alert-plot"), { ssr: false });
