"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, memo, useDeferredValue, useEffect, useId, useState } from "react";
import { searchQuery } from "../queries/search";
import { LinkButton } from "../ui/button";
import { cn } from "../ui/class-names";
import { useFormats } from "../ui/format";
import { pagesNamed } from "./search-pages";

interface Hit {
  readonly kind: string;
  readonly title: string;
  readonly mono: boolean;
  readonly note: string;
  readonly href: string;
}

interface Search {
  readonly hits: readonly Hit[];
  /** The server has not answered for what is typed. */
  readonly searching: boolean;
  readonly error: Error | null;
  retry(): void;
}

function pageHits(typed: string): Hit[] {
  return pagesNamed(typed).map((page) => ({ kind: "Page", mono: false, ...page }));
}

function useSearch(typed: string): Search {
  const formats = useFormats();
  const trimmed = typed.trim();
  const wanted = useDeferredValue(trimmed);
  const { data, error, isFetching, refetch } = useQuery(searchQuery(wanted));
  // What was found for an older text is not shown for a newer one: Enter takes the first hit.
  const answered = wanted === trimmed && trimmed !== "" ? data : undefined;
  const found = (answered?.hits ?? []).map((hit): Hit => {
    if (hit.kind === "attestation") {
      const note = `${hit.outcome === "pass" ? "passed" : "rejected"}, ${formats.moment(hit.at)}`;
      return { kind: "Attestation", title: hit.arc, mono: true, note, href: `/attestations/${hit.id}` };
    }
    if (hit.kind === "instance") {
      const href = `/instances/${hit.instanceId}`;
      return { kind: "Instance", title: hit.instanceId, mono: true, note: hit.model, href };
    }
    if (hit.kind === "app") {
      const platform = hit.platform === "ios" ? "iOS" : "Android";
      return { kind: "App", title: hit.name, mono: false, note: `${hit.appId}, ${platform}`, href: `/apps/${hit.id}` };
    }
    const href = `/?version=${encodeURIComponent(hit.version)}`;
    return { kind: "Version", title: hit.version, mono: false, note: "Overview of it", href };
  });
  return {
    hits: [...found, ...pageHits(trimmed)],
    searching: isFetching || wanted !== trimmed,
    error,
    retry: () => void refetch(),
  };
}

/** Search over everything, Ctrl-K from anywhere: ARC, id, app, version, page. */
export const SearchBox = memo(function SearchBox() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen(true);
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger
        aria-keyshortcuts="Control+K"
        className="flex h-8 min-w-30 flex-[0_10000_310px] items-center gap-2 rounded-control border border-edge bg-raise pr-1.5 pl-2.5 text-left text-ink3 max-phone:order-9 max-phone:mt-0.5 max-phone:h-11 max-phone:flex-[0_0_100%]"
      >
        <Lens />
        <span className="min-w-0 flex-1 overflow-hidden text-ellipsis whitespace-nowrap">
          <span className="sr-only">Search: </span>ARC, id, app, version, page
        </span>
        <Key className="max-phone:hidden">Ctrl K</Key>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="appear fixed inset-0 z-40 bg-[light-dark(#16191c40,#0008)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appear fixed top-[10vh] left-1/2 z-50 w-[min(600px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-dialog border border-line bg-raise shadow-lift"
        >
          <Dialog.Title className="sr-only">Search</Dialog.Title>
          <SearchPanel onClose={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
});

function SearchPanel({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [marked, setMarked] = useState(0);
  const { hits, searching, error, retry } = useSearch(typed);
  const router = useRouter();
  const list = useId();
  const current = Math.min(marked, hits.length - 1);
  useEffect(() => {
    document.getElementById(`${list}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [list, current]);
  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    router.push(hit.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") go(hits[current]);
    else if (event.key === "ArrowDown") setMarked(Math.min(current + 1, hits.length - 1));
    else if (event.key === "ArrowUp") setMarked(Math.max(current - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="flex h-11 items-center gap-2 border-line border-b pr-2.5 pl-3">
        <Lens />
        <input
          role="combobox"
          aria-label="ARC, id, app, version, page"
          aria-expanded={hits.length > 0}
          aria-controls={list}
          aria-activedescendant={hits.length > 0 ? `${list}-${current}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setMarked(0);
          }}
          onKeyDown={onKeyDown}
          className="min-w-0 flex-1 bg-transparent text-lead outline-none"
        />
        <Key>Esc</Key>
      </div>
      <div id={list} role="listbox" aria-label="Results" className="max-h-[60vh] overflow-y-auto p-1.5">
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above moves and opens by keyboard
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the combobox, aria-activedescendant points here
          <div
            key={`${hit.kind} ${hit.href}`}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === current}
            onClick={() => go(hit)}
            onMouseMove={() => setMarked(index)}
            className={cn(
              "grid cursor-pointer grid-cols-[96px_minmax(0,1fr)_auto] gap-3 rounded-control px-2.5 py-2 max-phone:grid-cols-[76px_minmax(0,1fr)]",
              index === current && "bg-wash",
            )}
          >
            <span className={index === current ? "text-ink2" : "text-ink3"}>{hit.kind}</span>
            <span className={cn("overflow-hidden text-ellipsis", hit.mono && "font-mono text-note leading-5")}>
              {hit.title}
            </span>
            <span className={cn("max-phone:hidden", index === current ? "text-ink2" : "text-ink3")}>{hit.note}</span>
          </div>
        ))}
      </div>
      <SearchState empty={hits.length === 0} searching={searching} error={error} onRetry={retry} />
    </>
  );
}

/** What stands below the results: that more may come, that the server failed, or that nothing was found. */
function SearchState({
  empty,
  searching,
  error,
  onRetry,
}: {
  empty: boolean;
  searching: boolean;
  error: Error | null;
  onRetry: () => void;
}) {
  const place = "px-4 pb-4 text-ink2";
  if (searching) return empty ? <output className={`block ${place}`}>Searching</output> : null;
  if (error) {
    return (
      <p role="alert" className={place}>
        <b className="text-ink">Only pages are listed: the search failed.</b> {error.message}{" "}
        <LinkButton inText onClick={onRetry}>
          Search again
        </LinkButton>
      </p>
    );
  }
  return empty ? <p className={place}>Nothing has that name. An ARC has ten letters and digits.</p> : null;
}

function Lens() {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 14 14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
      className="shrink-0"
    >
      <circle cx="6" cy="6" r="4.6" />
      <path d="m9.5 9.5 4 4" />
    </svg>
  );
}

function Key({ children, className }: { children: string; className?: string }) {
  return (
    <kbd
      className={cn("rounded-[3px] bg-sunk px-1.5 font-medium font-sans text-axis text-ink2 leading-[18px]", className)}
    >
      {children}
    </kbd>
  );
}
