import { describe, expect, it } from "vitest";
import { peerAddress } from "./address";
import { readCookie, sessionCookieName } from "./cookie";
import { localPath } from "./local-path";
import { contentSecurityPolicy } from "./security-headers";

describe("peerAddress", () => {
  const from = (value: string) => peerAddress(new Headers({ "x-forwarded-for": value }));

  it("believes the last entry only, which our own side wrote", () => {
    expect(from("6.6.6.6, 203.0.113.7")).toBe("203.0.113.7");
  });

  it("reads an IPv4-mapped address as IPv4", () => {
    expect(from("::ffff:203.0.113.7")).toBe("203.0.113.7");
  });

  it("takes nothing that is no address", () => {
    expect(from("203.0.113.7, unknown")).toBeNull();
    expect(peerAddress(new Headers())).toBeNull();
  });
});

describe("session cookie", () => {
  it("insists on __Host- over https", () => {
    expect(sessionCookieName("https://console.example")).toBe("__Host-attestry.session");
    expect(sessionCookieName("http://127.0.0.1:3000")).toBe("attestry.session");
  });

  it("is found among others and by its whole name only", () => {
    const header = "a=1; not-attestry.session=x; attestry.session=abc.def==; b";
    expect(readCookie(header, "attestry.session")).toBe("abc.def==");
    expect(readCookie("b; attestry.sessio=1", "attestry.session")).toBeNull();
    expect(readCookie(null, "attestry.session")).toBeNull();
  });
});

describe("localPath", () => {
  it("goes to paths of this console only", () => {
    expect(localPath("/apps?range=1h")).toBe("/apps?range=1h");
    for (const foreign of ["//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "apps", undefined]) {
      expect(localPath(foreign)).toBe("/");
    }
    expect(localPath(["/a", "/b"])).toBe("/");
  });
});

describe("contentSecurityPolicy", () => {
  it("lets no page frame the console and no inline script run without the nonce", () => {
    const policy = contentSecurityPolicy({ nonce: "n0", https: true, development: false });
    expect(policy).toContain("script-src 'self' 'nonce-n0' 'strict-dynamic';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("upgrade-insecure-requests");
    expect(policy).not.toContain("unsafe-eval");
  });
});
