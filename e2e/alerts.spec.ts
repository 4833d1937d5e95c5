import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { expect, type Page, test } from "playwright/test";
import { post, settled, signIn } from "./support/console";
import { playFleet } from "./support/fleet";

interface Message {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What anybody's webhook receiver is: takes JSON, answers 204. */
async function startReceiver(): Promise<{ url: string; received: Message[]; server: Server }> {
  const received: Message[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      received.push({ headers: req.headers, body: Buffer.concat(chunks).toString("utf8") });
      res.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the receiver listens on no port");
  return { url: `http://127.0.0.1:${address.port}/attestry`, received, server };
}

/** The check that docs/alerts.md shows. */
function isSigned({ headers, body }: Message, secret: string): boolean {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  return headers["webhook-signature"] === `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}

const typeOf = ({ body }: Message): string => JSON.parse(body).type;

async function addWebhook(page: Page, name: string, url: string): Promise<string> {
  await page.goto("/alerts/channels");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("URL", { exact: true }).fill(url);
  await page.getByRole("button", { name: `Add ${name}` }).click();
  const secret = await page.getByRole("region", { name: "Signing secret" }).textContent();
  expect(secret).toMatch(/^whsec_/);
  await page.getByRole("button", { name: "It is stored" }).click();
  return secret ?? "";
}

async function registerApp(page: Page, appId: string): Promise<void> {
  const { id } = await post<{ id: number }>(page, "/api/apps", { platform: "android", appId, name: appId });
  const build = { versionName: "1.0.0", versionCode: 1, signerDigests: ["ab".repeat(32)], expiresAt: null };
  await post(page, `/api/apps/${id}/builds`, build);
}

test("an analyst adds a webhook and a rule, phones misbehave, and it fires once and closes once", async ({ page }) => {
  test.setTimeout(420_000);
  const { url, received, server } = await startReceiver();
  const suffix = crypto.randomUUID().slice(0, 6);
  const [channel, rule, app] = [`hook ${suffix}`, `too many rejections ${suffix}`, `com.example.alerts-${suffix}`];
  try {
    await signIn(page);
    await registerApp(page, app);
    const secret = await addWebhook(page, channel, url);

    await page.getByRole("button", { name: `Send a test to ${channel}` }).click();
    await expect(page.getByRole("region", { name: `Deliveries to ${channel}` })).toContainText("taken, 204");
    expect(received.map(typeOf)).toEqual(["test"]);
    expect(received.every((message) => isSigned(message, secret))).toBe(true);
    await expect(page.getByRole("main")).not.toContainText("/attestry");

    // On an app of its own: what other journeys' phones do neither opens nor holds it.
    await page.goto(`/rejections?test=1&range=15m&app=${app}`);
    await page.getByRole("link", { name: "Watch this" }).click();
    await expect(page).toHaveURL(`/alerts/new?app=${app}&test=1`);
    await page.getByLabel("Name").fill(rule);
    await page.getByLabel("Measured over").selectOption("1");
    await page.getByLabel("Fires at").fill("10");
    await page.getByLabel("Holds for").fill("0");
    await page.getByLabel("Clear for").fill("0");
    await page.getByRole("radiogroup", { name: "Without data" }).getByRole("radio", { name: "all clear" }).click();
    await page.getByLabel(new RegExp(channel)).check();
    await expect(page.getByText(/It would (not )?have fired/)).toBeVisible();
    await page.getByRole("button", { name: "Watch this" }).click();
    await expect(page).toHaveURL("/alerts");
    await expect(page.getByRole("row", { name: new RegExp(rule) })).toContainText(`App${app}`);

    await playFleet(app, { instances: 40, rate: 12, seconds: 10, compromised: 90 });
    await expect.poll(() => received.map(typeOf), { timeout: 180_000 }).toEqual(["test", "alert.opened"]);
    await page.goto("/?test=1&range=15m");
    await expect(page.getByRole("link", { name: rule, exact: true })).toBeVisible();
    await page.goto("/alerts");
    await page.getByRole("button", { name: `Acknowledge ${rule}` }).click();
    await expect(page.getByRole("listitem").filter({ hasText: rule }).getByText("acknowledged")).toBeVisible();

    await expect
      .poll(() => received.map(typeOf), { timeout: 240_000 })
      .toEqual(["test", "alert.opened", "alert.closed"]);
    expect(received.every((message) => isSigned(message, secret))).toBe(true);
    await page.reload();
    await settled(page);
    await expect(page.getByRole("region", { name: "Alert history" })).toContainText(rule);
    await expect(page.getByRole("region", { name: "Alert history" })).toContainText("cleared");
    await page.getByRole("link", { name: `What changed of ${rule}` }).click();
    await expect(page).toHaveURL(/\/rejections\?from=.*&to=.*&outcome=fail&test=1/);
    await expect(page.getByRole("region", { name: "Rejected attestations" }).getByRole("row").nth(1)).toBeVisible();

    // Whoever was told gets to the rule by the link of the message.
    const { link } = JSON.parse(received[1]?.body ?? "{}");
    await page.goto(new URL(link).pathname);
    await expect(page.getByRole("heading", { name: rule })).toBeVisible();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("what the server refuses of a rule stands beside its field", async ({ page }) => {
  await signIn(page);
  await page.goto("/alerts/new");
  await page.getByLabel("Name").fill("refused");
  await page.getByLabel("Fires at").fill("ten");
  await page.getByRole("button", { name: "Watch this" }).click();
  await expect(page.getByLabel("Fires at")).toHaveAttribute("aria-invalid", "true");
  await expect(page).toHaveURL("/alerts/new");
});
