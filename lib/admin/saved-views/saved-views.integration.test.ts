import { describe, expect, it } from "vitest";
import { savedViewSchema, savedViewsSchema } from "../../contract/admin/saved-views";
import { call, signedIn, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { createSavedView } from "./create";
import { deleteSavedView } from "./delete";
import { listSavedViews } from "./list";

const { db } = await testDatabase();
const services = testServices(db);
const { headers: anna } = await signedIn(services, "analyst");
const { headers: ben } = await signedIn(services, "policy-owner");

const keep = (headers: Record<string, string>, extra: object) =>
  call(services, createSavedView, {
    headers,
    body: { name: "Brazil", page: "/rejections", query: "country=BR", ...extra },
  });
const names = async (headers: Record<string, string>) =>
  savedViewsSchema
    .parse((await call(services, listSavedViews, { headers })).body)
    .savedViews.map(({ name, query, own }) => ({ name, query, own }));

describe("a saved view", () => {
  it("is its owner's alone until it is shared", async () => {
    await keep(anna, { name: "Mine" });
    await keep(anna, { name: "Ours", shared: true });
    expect(await names(anna)).toEqual([
      { name: "Mine", query: "country=BR", own: true },
      { name: "Ours", query: "country=BR", own: true },
    ]);
    expect(await names(ben)).toEqual([{ name: "Ours", query: "country=BR", own: false }]);
  });

  it("is replaced by another of the same name and owner, and by nobody else's", async () => {
    await keep(anna, { name: "Same" });
    await keep(anna, { name: "Same", query: "country=PT" });
    await keep(ben, { name: "Same", query: "country=DE" });
    expect((await names(anna)).filter(({ name }) => name === "Same")).toEqual([
      { name: "Same", query: "country=PT", own: true },
    ]);
  });

  it("is forgotten by its owner only", async () => {
    const { body } = await keep(anna, { name: "Hers", shared: true });
    const params = { id: savedViewSchema.parse(body).id };
    expect((await call(services, deleteSavedView, { headers: ben, params })).status).toBe(404);
    expect((await call(services, deleteSavedView, { headers: anna, params })).status).toBe(200);
    expect((await names(anna)).map(({ name }) => name)).not.toContain("Hers");
  });

  it("is refused without a name, for a page that has none, and for what is no query", async () => {
    expect((await keep(anna, { name: " " })).body).toHaveProperty("fields.name");
    expect((await keep(anna, { page: "https://elsewhere.example" })).body).toHaveProperty("fields.page");
    expect((await keep(anna, { query: "a b" })).body).toHaveProperty("fields.query");
  });

  it("belongs to people: an API key has none", async () => {
    const { headers } = await withApiKey(services, "admin");
    expect((await keep(headers, {})).status).toBe(403);
  });
});
