import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import type { MailSettings } from "./channel-secret";
import { mailOnce } from "./mail";
import { receiverPolicy } from "./receivers";

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

const running: SMTPServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** A real SMTP server on a free port of 127.0.0.1. */
async function startServer(options: SMTPServerOptions): Promise<{ port: number; taken: Taken[] }> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    ...options,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        taken.push({ from, to: rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString("utf8") });
        done();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  running.push(server);
  const address = server.server.address();
  return { port: isAddress(address) ? address.port : 0, taken };
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

const policy = receiverPolicy(["127.0.0.0/8"]);
const mail = {
  id: "019a1f0e-6f5c-7d1e-8d0a-3c9b0f6d2a11",
  subject: "[Attestry] Firing: x",
  text: "Rejection rate 31.0 %",
};
const settingsFor = (port: number, rest: Partial<MailSettings> = {}): MailSettings => ({
  kind: "email",
  host: "127.0.0.1",
  port,
  security: "none",
  user: "",
  password: "",
  from: "attestry@example.test",
  to: ["ada@example.test", "bo@example.test"],
  ...rest,
});

describe("a mail", () => {
  it("reaches every address, with an id by which a repeated one is known", async () => {
    const { port, taken } = await startServer({ authOptional: true, disabledCommands: ["STARTTLS"] });
    expect(await mailOnce(policy, settingsFor(port), mail)).toEqual({ status: 250, problem: null, gone: false });
    expect(taken).toMatchObject([{ from: "attestry@example.test", to: ["ada@example.test", "bo@example.test"] }]);
    expect(taken[0]?.text).toContain(`Message-ID: <${mail.id}@attestry>`);
    expect(taken[0]?.text).toContain("Subject: [Attestry] Firing: x");
    expect(taken[0]?.text).toContain("Rejection rate 31.0 %");
  });

  it("is not sent in the clear where TLS was asked for", async () => {
    const { port, taken } = await startServer({ authOptional: true, disabledCommands: ["STARTTLS"] });
    const result = await mailOnce(policy, settingsFor(port, { security: "starttls" }), mail);
    expect(result.problem).not.toBeNull();
    expect(taken).toEqual([]);
  });

  it("is not sent to a server whose certificate nobody vouches for", async () => {
    const { port, taken } = await startServer({ authOptional: true });
    const result = await mailOnce(policy, settingsFor(port, { security: "starttls" }), mail);
    expect(result.problem).not.toBeNull();
    expect(taken).toEqual([]);
  });

  it("that is refused says the server's code, and nothing of the password", async () => {
    const { port } = await startServer({
      allowInsecureAuth: true,
      disabledCommands: ["STARTTLS"],
      onAuth: (_auth, _session, done) => done(new Error("wrong password: hunter2")),
    });
    const result = await mailOnce(policy, settingsFor(port, { user: "ada", password: "hunter2" }), mail);
    expect(result).toEqual({ status: 535, problem: "answered 535", gone: false });
  });

  it("goes to no private server that is not named", async () => {
    const { port, taken } = await startServer({ authOptional: true });
    const result = await mailOnce(receiverPolicy([]), settingsFor(port), mail);
    expect(result.problem).toContain("not public");
    expect(taken).toEqual([]);
  });
});
