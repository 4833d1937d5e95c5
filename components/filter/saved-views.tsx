"use client";
import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { VIEW_PAGES } from "@/lib/contract/views";
import { Button } from "../ui/button";
import { Popover } from "../ui/menu";

/** Loaded when it is first opened: no page needs it for its first paint. */
const SavedViewsPanel = dynamic(() => import("./saved-views-panel"), { ssr: false });

/** Keeps the view of a page by name, and opens those that were kept. */
export function SavedViews() {
  const path = usePathname();
  const page = VIEW_PAGES.find((one) => one === path);
  const [open, setOpen] = useState(false);
  if (page === undefined) return null;
  return (
    <Popover
      label="Views"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="small" className="shrink-0">
          Views
        </Button>
      }
      className="w-80"
    >
      <SavedViewsPanel page={page} onOpen={() => setOpen(false)} />
    </Popover>
  );
}
