import { isIP } from "node:net";
import { createTransport } from "nodemailer";
import { ATTEMPT_TIMEOUT_MS, type AttemptResult, problemOf } from "./attempt";
import type { MailSettings } from "./channel-secret";
import type { ReceiverPolicy } from "./receivers";

export interface Mail {
  /** The idempotency id: becomes the Message-ID, by which mail programs recognise a repeated one. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
}

/** Hands one mail to the SMTP server once. */
export async function mailOnce(policy: ReceiverPolicy, settings: MailSettings, mail: Mail): Promise<AttemptResult> {
  try {
    const { address } = await policy.resolve(settings.host);
    const transport = createTransport({
      host: address,
      port: settings.port,
      secure: settings.security === "tls",
      requireTLS: settings.security === "starttls",
      ignoreTLS: settings.security === "none",
      // The certificate has to be the name's that was typed, not the address's that it led to (RFC 6066: never an address).
      tls: { minVersion: "TLSv1.2", ...(isIP(settings.host) === 0 ? { servername: settings.host } : {}) },
      connectionTimeout: ATTEMPT_TIMEOUT_MS,
      greetingTimeout: ATTEMPT_TIMEOUT_MS,
      socketTimeout: ATTEMPT_TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(settings.user === "" ? {} : { auth: { user: settings.user, pass: settings.password } }),
    });
    const sent = await transport.sendMail({
      from: settings.from,
      to: settings.to,
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.id}@attestry>`,
      headers: { "X-Attestry-Delivery": mail.id },
    });
    transport.close();
    return { status: statusOf(sent.response), problem: null, gone: false };
  } catch (error) {
    const status = error instanceof Error && "responseCode" in error ? error.responseCode : null;
    const code = typeof status === "number" ? status : null;
    return { status: code, problem: code === null ? problemOf(error) : `answered ${code}`, gone: false };
  }
}

function statusOf(response: string): number | null {
  const code = Number.parseInt(response, 10);
  return Number.isNaN(code) ? null : code;
}
