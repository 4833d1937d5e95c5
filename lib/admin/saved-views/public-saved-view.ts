import type { savedViews } from "../../../drizzle/schema";
import type { SavedView } from "../../contract/admin/saved-views";
import { VIEW_PAGES } from "../../contract/views";
import { iso } from "../iso";

/** A stored view as one person sees it. */
export function publicSavedView(
  row: typeof savedViews.$inferSelect,
  { owner, viewerId }: { owner: string; viewerId: number },
): SavedView {
  const page = VIEW_PAGES.find((candidate) => candidate === row.page);
  if (page === undefined) throw new Error(`saved_views holds the unknown page ${row.page}`);
  const { id, name, query, shared } = row;
  return { id, name, page, query, shared, own: row.userId === viewerId, owner, createdAt: iso(row.createdAt) };
}
