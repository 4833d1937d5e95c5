import { type Browser, expect, type Page } from "playwright/test";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** The first admin, as the launcher of the tests made it; see scripts/test-system.mjs. */
export function adminCredentials(): Credentials {
  const { ATTESTRY_ADMIN_EMAIL: email, ATTESTRY_ADMIN_PASSWORD: password } = process.env;
  if (!email || !password)
    throw new Error("ATTESTRY_ADMIN_EMAIL and ATTESTRY_ADMIN_PASSWORD name the admin to test with");
  return { email, password };
}

/** Types an e-mail address and a password into the sign-in page, and sends them. */
export async function trySignIn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/**
 * Gives the page's browser a session, by the requests that the sign-in page makes; sign-in.spec.ts has that page itself.
 * No page is open afterwards: a live one would go on drawing beside the journey.
 */
export async function signIn(page: Page, credentials: Credentials = adminCredentials()): Promise<void> {
  const { csrfToken } = await get<{ csrfToken: string }>(page, "/api/auth/csrf");
  const answer = await page.request.post("/api/auth/callback/credentials", {
    form: { ...credentials, csrfToken, json: "true" },
    ...RETRIED,
  });
  expect(answer.status(), `sign-in of ${credentials.email}: ${await answer.text()}`).toBe(200);
}

/** A person of their own browser, signed in. */
export async function openAs(browser: Browser, credentials: Credentials): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, credentials);
  return page;
}

/** Sends a change to the admin API as the signed-in person of a page, and gives back the answer. */
export async function post<T>(page: Page, path: string, data: unknown): Promise<T> {
  const response = await page.request.post(path, { data, headers: { origin: consoleOrigin() }, ...RETRIED });
  expect(response.status(), `POST ${path}: ${await response.text()}`).toBeLessThan(300);
  return await response.json();
}

/** Reads from the admin API as the signed-in person of a page. */
export async function get<T>(page: Page, path: string): Promise<T> {
  const response = await page.request.get(path, RETRIED);
  expect(response.status(), `GET ${path}`).toBe(200);
  return await response.json();
}

/** Asks anew where the console closes a kept connection, after five idle seconds, just as it is used again. */
export const RETRIED = { maxRetries: 2 } as const;

/** Where the console is: changes are taken from pages of this origin only. */
export function consoleOrigin(): string {
  return new URL(process.env.ATTESTRY_CONSOLE_URL ?? "").origin;
}

/** Adds somebody with a role; the API makes the password. */
export async function addPerson(page: Page, name: string, role: string): Promise<Credentials> {
  const email = `${name}-${crypto.randomUUID().slice(0, 8)}@example.test`;
  const { password } = await post<{ password: string }>(page, "/api/people", { email, name, role });
  return { email, password };
}

/**
 * Goes to another page as the console's own links do, without loading all of it anew. Runtime guarantee: Next's client
 * puts its router on the window before a page reacts to anything.
 */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    const { next } = window as typeof window & { next: { router: { push(path: string): void } } };
    next.router.push(to);
  }, path);
  await expect(page).toHaveURL(path);
  await settled(page);
}

/** Waits until nothing on the page says that it is being read. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("main")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: /^(Reading|Looking|Checking)/ })).toHaveCount(0);
}
