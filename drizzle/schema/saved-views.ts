import { boolean, integer, pgTable, text, unique } from "drizzle-orm/pg-core";
import { instant } from "./columns";
import { users } from "./people";

/** A view of a page that somebody keeps by name. */
export const savedViews = pgTable(
  "saved_views",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    name: text().notNull(),
    /** Path of the page, such as `/rejections`. */
    page: text().notNull(),
    /** The page's query string, without a question mark. */
    query: text().notNull(),
    /** Whether everybody who reads the console sees it. */
    shared: boolean().notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [unique("saved_views_name").on(table.userId, table.name)],
);
