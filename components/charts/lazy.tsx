"use client";
import dynamic from "next/dynamic";

/** The plots come after first paint: the frame, the rules and the figures stand without recharts. */
export const OutcomePlot = dynamic(() => import("./outcome-plot"), { ssr: false });
export const ReasonPlot = dynamic(() => import("./reason-plot"), { ssr: false });
export const AlertPlot = dynamic(() => import("./alert-plot"), { ssr: false });
