import { once } from "node:events";
import { createServer } from "node:net";
import { isAbsolute } from "node:path";
import { describe, expect, it } from "vitest";
import { assertPortsFree, freePort, isPortFree } from "./ports.mjs";
import { readSettings } from "./settings.mjs";

describe("readSettings", () => {
  it("needs no variable at all", () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({ databaseUrl: null, consolePort: 3000, dataplanePort: 8080 });
    expect(isAbsolute(settings.dataDir)).toBe(true);
    expect(settings.consoleUrl).toBe("http://127.0.0.1:3000");
  });

  it("takes an empty variable for an unset one", () => {
    expect(readSettings({ DATABASE_URL: "", CONSOLE_PORT: "", NEXTAUTH_URL: "" })).toEqual(readSettings({}));
  });

  it.each(["0", "65536", "3000x", "-1", "1e3"])("refuses %s as a port and names the variable", (port) => {
    expect(() => readSettings({ CONSOLE_PORT: port })).toThrow(/^CONSOLE_PORT must be a port number/);
  });

  it("refuses one port for both programs", () => {
    expect(() => readSettings({ CONSOLE_PORT: "8080" })).toThrow("must differ");
  });

  it("refuses another database than Postgres, without repeating the URL", () => {
    const url = "mysql://user:hunter2@localhost/db";
    expect(() => readSettings({ DATABASE_URL: url })).toThrow("DATABASE_URL must start with postgres://");
  });
});

describe("ports", () => {
  it("names the variable to set when a port is in use", async () => {
    const consolePort = await freePort();
    const taken = createServer().listen(consolePort, "127.0.0.1");
    await once(taken, "listening");
    const wanted = { consoleHost: "127.0.0.1", consolePort, dataplaneHost: "127.0.0.1", dataplanePort: 1 };
    await expect(assertPortsFree(wanted)).rejects.toThrow(`CONSOLE_PORT=${consolePort + 1} npm start`);
    await new Promise((closed) => taken.close(closed));
    expect(await isPortFree("127.0.0.1", consolePort)).toBe(true);
  });
});
