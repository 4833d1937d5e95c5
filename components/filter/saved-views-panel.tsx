"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { SavedView } from "@/lib/contract/admin/saved-views";
import { fieldsOf, Problem } from "../forms/problem";
import { savedViewsQuery, useDeleteView, useSaveView } from "../queries/saved-views";
import { Button, LinkButton } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { Checkbox, Field, TextInput } from "../ui/field";
import { Link } from "../ui/link";
import { heldAt } from "./change";
import { queryWithFilter } from "./query";
import { useAddress } from "./use-address";
import { useFilter } from "./use-filter";

/** The kept views, and the form that keeps this one. A default export because it is loaded by itself. */
export default function SavedViewsPanel({ page, onOpen }: { page: SavedView["page"]; onOpen: () => void }) {
  return (
    <>
      <ViewList onOpen={onOpen} />
      <SaveForm page={page} />
      <CopyLink page={page} />
    </>
  );
}

function ViewList({ onOpen }: { onOpen: () => void }) {
  const { data: views, error } = useQuery(savedViewsQuery);
  const remove = useDeleteView();
  if (error) return <Problem error={error} />;
  if (views?.length === 0)
    return <p className="px-2.5 py-1.5 text-ink2">No view is kept yet. A view is the page with its filter.</p>;
  return (
    <ul className="max-h-72 overflow-y-auto">
      {views?.map((view) => (
        <li key={view.id} className="flex items-center gap-2 rounded-control pr-2 hover:bg-wash">
          <Link href={hrefOf(view)} onClick={onOpen} className="min-w-0 flex-1 px-2.5 py-1.5">
            <span className="block truncate">{view.name}</span>
            <span className="block truncate text-ink3 text-note">{noteOf(view)}</span>
          </Link>
          {view.own && (
            <LinkButton disabled={remove.isPending} onClick={() => remove.mutate(view.id)}>
              Forget<span className="sr-only"> {view.name}</span>
            </LinkButton>
          )}
        </li>
      ))}
      <Problem error={remove.error} />
    </ul>
  );
}

const PAGE_TITLES: Readonly<Record<SavedView["page"], string>> = {
  "/": "Overview",
  "/rejections": "Rejections",
  "/attestations": "Attestations",
  "/instances": "Instances",
};

function hrefOf({ page, query }: SavedView): string {
  return query === "" ? page : `${page}?${query}`;
}

function noteOf({ page, own, shared, owner }: SavedView): string {
  const whose = own ? (shared ? "yours, shared" : "yours") : `shared by ${owner}`;
  return `${PAGE_TITLES[page]}, ${whose}`;
}

function SaveForm({ page }: { page: SavedView["page"] }) {
  const [query] = useAddress();
  const save = useSaveView();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name, page, query, shared }, { onSuccess: () => setName("") });
  };
  return (
    <form onSubmit={submit} className="mt-1.5 border-line border-t px-2.5 pt-3 pb-1.5">
      <Field
        id="view-name"
        label="Keep this view as"
        error={fieldsOf(save.error).name}
        help={save.data ? `Kept as ${save.data.name}.` : undefined}
        className="mb-2.5"
      >
        {(control) => <TextInput {...control} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Checkbox
        label="Everybody who reads the console sees it"
        checked={shared}
        onChange={(event) => setShared(event.target.checked)}
      />
      <Problem error={save.error} fields={["name"]} />
      <Button size="small" type="submit" className="mt-2" disabled={name.trim() === "" || save.isPending}>
        Keep it
      </Button>
    </form>
  );
}

/** A live view moves with the clock: a link to what it shows at this moment holds still. */
function CopyLink({ page }: { page: SavedView["page"] }) {
  const [query] = useAddress();
  const { filter } = useFilter();
  const fixed = filter.from !== undefined && filter.to !== undefined;
  const link = () => {
    const held = queryWithFilter(new URLSearchParams(query), fixed ? filter : heldAt(filter, Date.now()));
    return new URL(held === "" ? page : `${page}?${held}`, window.location.origin).href;
  };
  return (
    <p className="mt-1.5 border-line border-t px-2.5 pt-2.5 pb-1.5">
      <CopyButton look="link" text={link} label={fixed ? "Copy link" : "Copy link at this time"} />
    </p>
  );
}
