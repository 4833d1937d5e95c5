import { expect, it } from "vitest";
import { signAwsRequest } from "./sigv4";

/** The credentials of every example in the vendor's documentation. */
const credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: null,
};

it("signs the vendor's documented example byte for byte", () => {
  // "Create a signed AWS API request", the IAM ListUsers example of 2015-08-30.
  const signed = signAwsRequest(
    {
      method: "GET",
      url: new URL("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
      headers: { "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: "",
    },
    { region: "us-east-1", service: "iam" },
    credentials,
    new Date("2015-08-30T12:36:00Z"),
  );
  expect(signed.authorization).toBe(
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, " +
      "SignedHeaders=content-type;host;x-amz-date, " +
      "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
  );
});

it("signs the vendor's test suite: get-vanilla and post-vanilla", () => {
  const vanilla = (method: string) =>
    signAwsRequest(
      { method, url: new URL("https://example.amazonaws.com/"), headers: {}, body: "" },
      { region: "us-east-1", service: "service" },
      credentials,
      new Date("2015-08-30T12:36:00Z"),
    ).authorization;
  expect(vanilla("GET")).toContain("Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  expect(vanilla("POST")).toContain("Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
});

it("signs the session token of temporary credentials", () => {
  const signed = signAwsRequest(
    { method: "POST", url: new URL("https://kms.eu-central-1.amazonaws.com/"), headers: {}, body: "{}" },
    { region: "eu-central-1", service: "kms" },
    { ...credentials, sessionToken: "token" },
    new Date(),
  );
  expect(signed["x-amz-security-token"]).toBe("token");
  expect(signed.authorization).toContain("SignedHeaders=host;x-amz-date;x-amz-security-token,");
});
