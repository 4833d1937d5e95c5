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

/** Signs in through the sign-in page, and ends on the front page. */
export async function signIn(page: Page, credentials: Credentials = adminCredentials()): Promise<void> {
  await page.goto("/sign-in");
  await trySignIn(page, credentials);
  await expect(page).toHaveURL("/");
}

/** A person of their own browser, signed in. */
export async function openAs(browser: Browser, credentials: Credentials): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, credentials);
  return page;
}

/** Sends a change to the admin API as the signed-in person of a page, and gives back the answer. */
export async function post<T>(page: Page, path: string, data: unknown): Promise<T> {
  const response = await page.request.post(path, { data, headers: { origin: originOf(page) } });
  expect(response.status(), `POST ${path}: ${await response.text()}`).toBeLessThan(300);
  return await response.json();
}

/** Reads from the admin API as the signed-in person of a page. */
export async function get<T>(page: Page, path: string): Promise<T> {
  const response = await page.request.get(path);
  expect(response.status(), `GET ${path}`).toBe(200);
  return await response.json();
}

function originOf(page: Page): string {
  return new URL(page.url()).origin;
}

/** Adds somebody with a role; the API makes the password. */
export async function addPerson(page: Page, name: string, role: string): Promise<Credentials> {
  const email = `${name}-${crypto.randomUUID().slice(0, 8)}@example.test`;
  const { password } = await post<{ password: string }>(page, "/api/people", { email, name, role });
  return { email, password };
}

/** Waits until nothing on the page says that it is being read. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("main")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: /^(Reading|Looking|Checking)/ })).toHaveCount(0);
}
