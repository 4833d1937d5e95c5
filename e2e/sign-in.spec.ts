import { expect, test } from "playwright/test";
import { addPerson, adminCredentials, openAs, RETRIED, settled, signIn, trySignIn } from "./support/console";

test("nobody gets past the sign-in without a password, and whoever signs in goes on where they wanted to", async ({
  page,
}) => {
  await page.goto("/audit?action=session.open");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await trySignIn(page, { email: "nobody@example.test", password: "not the password" });
  await expect(page.getByRole("alert").filter({ hasText: "go together" })).toBeVisible();
  await trySignIn(page, adminCredentials());
  await expect(page).toHaveURL("/audit?action=session.open");
});

test("the password can be looked at while it is typed", async ({ page }) => {
  await page.goto("/sign-in");
  const password = page.getByLabel("Password", { exact: true });
  await password.fill("correct horse");
  await expect(password).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show the password" }).click();
  await expect(password).toHaveAttribute("type", "text");
  await expect(password).toHaveValue("correct horse");
});

test("guessing locks an account out for a while, then the right password opens it", async ({ page, browser }) => {
  await signIn(page);
  const person = await addPerson(page, "guessed", "analyst");
  const guesser = await (await browser.newContext()).newPage();
  await guesser.goto("/sign-in");
  const locked = guesser.getByRole("alert").filter({ hasText: "Too many attempts. Try again in" });
  const main = guesser.getByRole("navigation", { name: "Main" });
  const refused = guesser.getByRole("alert").filter({ hasText: "go together" });
  // The first lock is over after five seconds: each answer is waited for, and nothing besides.
  await expect(async () => {
    await trySignIn(guesser, { ...person, password: "a wrong guess" });
    await expect(refused.or(locked)).toBeVisible();
    await expect(locked).toBeVisible({ timeout: 1 });
  }).toPass({ intervals: [0] });
  // Locked means locked: also for the right password.
  await trySignIn(guesser, person);
  await expect(locked).toBeVisible();
  await expect(async () => {
    await trySignIn(guesser, person);
    await expect(main.or(locked)).toBeVisible();
    await expect(main).toBeVisible({ timeout: 1 });
  }).toPass();
  await expect(guesser).toHaveURL("/");
});

test("signing out ends the session, not only its cookie", async ({ page, context }) => {
  await signIn(page);
  await page.goto("/");
  const cookies = await context.cookies();
  await page.getByRole("button", { name: adminCredentials().email }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in");
  await context.addCookies(cookies);
  await page.goto("/settings");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test("a session that is ended from another browser is over at its next request", async ({ page, browser }) => {
  await signIn(page);
  const person = await addPerson(page, "two-browsers", "analyst");
  const one = await openAs(browser, person);
  const other = await openAs(browser, person);
  await one.goto("/settings");
  await one.getByRole("button", { name: "Sign out" }).click();
  await expect(one.getByRole("region", { name: "Sessions" }).getByRole("row")).toHaveCount(2);
  await other.goto("/settings");
  await expect(other).toHaveURL(/\/sign-in\?next=/);
});

test("an analyst reads everything and is offered nothing to change", async ({ page, browser }) => {
  await signIn(page);
  const analyst = await openAs(browser, await addPerson(page, "reader", "analyst"));
  for (const path of ["/apps", "/settings/people", "/settings/api-keys"]) {
    await analyst.goto(path);
    await settled(analyst);
    await expect(analyst.getByText("takes the role", { exact: false }).first()).toBeVisible();
  }
  await analyst.goto("/apps");
  await expect(analyst.getByLabel("App package")).toHaveCount(0);
});

test("an idle connection outlives a proxy's, which asks on it again", async ({ request }) => {
  const answer = await request.get("/sign-in", RETRIED);
  expect(answer.headers()["keep-alive"]).toBe("timeout=65");
});
