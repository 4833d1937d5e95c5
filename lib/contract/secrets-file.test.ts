import { expect, it } from "vitest";
import { ImportFileError, parseSecretsFile } from "./secrets-file";

it("reads what dotenv writes: comments, export, quotes, escapes, empty lines", () => {
  const text = [
    "\uFEFF# a comment",
    "",
    "MAPS_KEY=abc123",
    "export PAY.KEY = spaced ",
    "SINGLE='as $it \"is\" # here' # note",
    'DOUBLE="two\\nlines and a \\"quote\\""',
    "HASH=a#b # comment",
    "EQUALS=a=b==",
  ].join("\r\n");
  expect(parseSecretsFile(text)).toEqual([
    { name: "MAPS_KEY", value: "abc123" },
    { name: "PAY.KEY", value: "spaced" },
    { name: "SINGLE", value: 'as $it "is" # here' },
    { name: "DOUBLE", value: 'two\nlines and a "quote"' },
    { name: "HASH", value: "a#b" },
    { name: "EQUALS", value: "a=b==" },
  ]);
});

it("reads quoted values of several lines, as PEM keys are written", () => {
  const pem = "-----BEGIN PRIVATE KEY-----\nMIGHAgEA+/=\n# not a comment\n-----END PRIVATE KEY-----\n";
  const text = [`export KEY="${pem}" # the key`, `SINGLE='a\n  b=c'`, "AFTER=1"].join("\n");
  const expected = [
    { name: "KEY", value: pem },
    { name: "SINGLE", value: "a\n  b=c" },
    { name: "AFTER", value: "1" },
  ];
  expect(parseSecretsFile(text)).toEqual(expected);
  expect(parseSecretsFile(text.replaceAll("\n", "\r\n"))).toEqual(expected);
});

it("reads a JSON object of texts", () => {
  expect(parseSecretsFile('{"a":"1","b":"two"}')).toEqual([
    { name: "a", value: "1" },
    { name: "b", value: "two" },
  ]);
});

it.each([
  ["", "There is no secret in it."],
  ["# only a comment", "There is no secret in it."],
  ["no equals sign s3cr3t", "Line 1 is not NAME=value."],
  ["A=1\nB='s3cr3t", "The quotes of line 2 don't close."],
  ["A=1\nB=\"s3cr3t\nC=2\nD='x'", "The quotes of line 2 don't close."],
  ['B="s3cr3t" more', "The quotes of line 1 don't close."],
  ['{"a": s3cr3t', "It starts like JSON but is not valid JSON."],
  ['{"a": 5}', "The value of a is not a text."],
])("refuses %j in one sentence that quotes no value", (text, message) => {
  expect(() => parseSecretsFile(text)).toThrow(new ImportFileError(message));
});
