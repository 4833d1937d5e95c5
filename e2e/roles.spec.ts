import { type Browser, expect, type Page, test } from "playwright/test";
import { addPerson, follow, openAs, RETRIED, signIn } from "./support/console";
import { findSubjects, PAGES, pathOf } from "./support/pages";

/** The role matrix on screen; lib/admin/role-matrix.integration.test.ts has the one of every route. */

const EVERYBODY_ELSE = ["analyst", "policy-owner", "secrets-admin"] as const;
type Role = (typeof EVERYBODY_ELSE)[number];

/** What can be done on a page, and who but the admin may: the page tells the others which role it takes. */
const ACTS: Readonly<Partial<Record<(typeof PAGES)[number], Readonly<Record<string, readonly Role[]>>>>> = {
  "/instances/{instance}": { "decide about an instance": ["policy-owner"] },
  "/apps": { "register an app": [] },
  "/apps/new": { "register an app": [] },
  "/apps/{app}": { "change it": [], "register a build": [], "change them": ["secrets-admin"] },
  "/api-domains/new": { "protect an API": ["secrets-admin"] },
  "/api-domains/{domain}": { "change it": ["secrets-admin"] },
  "/policies/{app}": { "change the policy": ["policy-owner"] },
  "/secrets": { "add or rotate secrets": ["secrets-admin"] },
  "/secrets/new": { "add a secret": ["secrets-admin"] },
  "/alerts": { "add or change rules": [] },
  "/alerts/channels": { "add a channel": [] },
  "/alerts/new?test=1": { "add a rule": [] },
  "/alerts/{rule}": { "change it": [] },
  "/settings/people": { "add or change people": [] },
  "/settings/api-keys": { "make or revoke keys": [] },
  "/settings/history": { "change it": [] },
};

/** What a page says that this person may not do. */
async function refused(page: Page): Promise<string[]> {
  const sentences = await page.getByText(/^To .+ takes the role .+; yours is .+\.$/).allTextContents();
  return [...new Set(sentences.map((sentence) => /^To (.+) takes the role/.exec(sentence)?.[1] ?? ""))].sort();
}

/** The analyst may do nothing anywhere; of the others, the pages where they differ from the analyst say the rest. */
function isTelling(role: Role, acts: Readonly<Record<string, readonly Role[]>>): boolean {
  return role === "analyst" || Object.values(acts).some((holders) => holders.includes(role));
}

async function pageOf(browser: Browser, admin: Page, role: Role): Promise<Page> {
  return await openAs(browser, await addPerson(admin, role, role));
}

for (const role of EVERYBODY_ELSE) {
  test(`every page opens for the ${role}, and offers what the role may do and nothing else`, async ({
    page: admin,
    browser,
  }) => {
    test.setTimeout(120_000);
    await signIn(admin);
    const subjects = await findSubjects(admin);
    const page = await pageOf(browser, admin, role);
    await page.goto("/get-started");
    for (const template of PAGES) {
      const path = pathOf(template, subjects);
      expect.soft((await page.request.get(path, { maxRedirects: 0, ...RETRIED })).status(), path).toBe(200);
      const acts = ACTS[template];
      if (acts === undefined || !isTelling(role, acts)) continue;
      await follow(page, path);
      const expected = Object.keys(acts).filter((act) => !acts[act]?.includes(role));
      await expect.soft.poll(() => refused(page), path).toEqual(expected.sort());
    }
    await page.context().close();
  });
}

test("no page opens for somebody who is not signed in", async ({ page, request }) => {
  await signIn(page);
  const subjects = await findSubjects(page);
  for (const template of PAGES) {
    const path = pathOf(template, subjects);
    const answer = await request.get(path, { maxRedirects: 0, ...RETRIED });
    expect.soft(answer.status(), path).toBe(307);
    expect.soft(new URL(answer.headers().location ?? "", "http://any").pathname, path).toBe("/sign-in");
  }
});
