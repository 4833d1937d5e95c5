import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { auditEntries } from "../../../drizzle/schema";
import { auditPageSchema, exportedAuditEntrySchema } from "../../contract/admin/audit";
import { call, TEST_ORIGIN, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { answer } from "../answer";
import { appendAudit, verifyAuditChain } from "./chain";
import { exportAudit } from "./export";
import { listAudit } from "./list";
import { verifyAudit } from "./verify";

const { db } = await testDatabase();
const services = testServices(db);
const { headers } = await withApiKey(services, "analyst");
const actor = { kind: "user", name: "ada@example.test", address: "203.0.113.7" } as const;
const start = new Date("2026-11-20T10:00:00.123Z");
const awkward = { z: 1, a: [1.5, null, "ü\u2028"], nested: { b: true, a: 1e21 }, gone: undefined, at: start };

const append = (n: number) =>
  db.transaction((tx) =>
    appendAudit(tx, actor, { action: "app.update", entity: `app:${n}`, before: awkward, after: { n } }, start),
  );

const read = async (query: Record<string, string>) =>
  auditPageSchema.parse((await call(services, listAudit, { headers, query })).body);

describe("the audit chain", () => {
  it("holds over entries that were appended at the same time by many", async () => {
    await Promise.all(Array.from({ length: 25 }, (_, n) => append(n)));
    const report = await verifyAuditChain(db);
    expect(report).toMatchObject({ entries: 25, brokenAt: null });
    const [newest] = (await read({ limit: "1" })).entries;
    expect(report.head).toBe(newest?.hash);
  });

  it("leaves nothing of a change that failed", async () => {
    const failing = db.transaction(async (tx) => {
      await appendAudit(tx, actor, { action: "app.update", entity: "app:never" }, start);
      throw new Error("and then it failed");
    });
    await expect(failing).rejects.toThrow("and then it failed");
    expect((await read({ entity: "app:never" })).entries).toEqual([]);
  });

  it.each([
    ["what was done", sql`UPDATE audit_entries SET after = '{"n":99}' WHERE id = 10`, 10],
    ["who did it", sql`UPDATE audit_entries SET actor = 'eve@example.test' WHERE id = 10`, 10],
    ["when", sql`UPDATE audit_entries SET at = at + interval '1 ms' WHERE id = 10`, 10],
    ["from where", sql`UPDATE audit_entries SET address = NULL WHERE id = 10`, 10],
    ["that it was done at all", sql`DELETE FROM audit_entries WHERE id = 10`, 11],
  ])("tells when somebody changes %s", async (_, tamper, brokenAt) => {
    const rolledBack = new Error("rolled back");
    await db
      .transaction(async (tx) => {
        await tx.execute(tamper);
        expect(await verifyAuditChain(tx)).toMatchObject({ entries: 9, brokenAt });
        throw rolledBack;
      })
      .catch((error: unknown) => expect(error).toBe(rolledBack));
    expect((await call(services, verifyAudit, { headers })).body).toMatchObject({ brokenAt: null });
  });

  it("is read in pages that neither skip nor repeat an entry", async () => {
    const ids: number[] = [];
    let before: string | undefined;
    do {
      const page = await read({ limit: "10", ...(before === undefined ? {} : { before }) });
      ids.push(...page.entries.map(({ id }) => id));
      before = page.nextCursor?.toString();
    } while (before !== undefined);
    const all = await db.select({ id: auditEntries.id }).from(auditEntries);
    expect(ids).toEqual(all.map(({ id }) => id).sort((a, b) => b - a));
  });

  it("is filtered by actor, action, entity and time", async () => {
    expect((await read({ entity: "app:3" })).entries.map(({ after }) => after)).toEqual([{ n: 3 }]);
    expect((await read({ actor: "eve@example.test" })).entries).toEqual([]);
    expect((await read({ action: "app.create" })).entries).toEqual([]);
    expect((await read({ from: "2026-11-20T10:00:01Z" })).entries).toEqual([]);
    expect((await read({ to: "2026-11-20T12:00:00+01:00", limit: "200" })).entries).toHaveLength(25);
  });

  it("is exported oldest first, narrowed like the list, with formulas disarmed in CSV", async () => {
    const download = async (query: Record<string, string>) => {
      const url = new URL("/api/audit/export", TEST_ORIGIN);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return answer(exportAudit, new Request(url, { headers }), services);
    };
    const lines = (await (await download({})).text()).trimEnd().split("\n");
    const entries = lines.map((line) => exportedAuditEntrySchema.parse(JSON.parse(line)));
    expect(entries.map(({ id }) => id)).toEqual(entries.map(({ id }) => id).toSorted((a, b) => a - b));
    expect(entries).toHaveLength(25);
    for (const [index, { previousHash }] of entries.entries())
      expect(previousHash).toBe(entries[index - 1]?.hash ?? "0".repeat(64));
    await db.transaction((tx) =>
      appendAudit(tx, { ...actor, name: "=cmd()" }, { action: "app.update", entity: "app:csv" }, start),
    );
    const csv = await download({ format: "csv", entity: "app:csv" });
    expect(csv.headers.get("content-disposition")).toMatch(/attestry-audit-.*\.csv/);
    expect((await csv.text()).split("\r\n")[1]).toContain(",'=cmd(),");
  });
});
