import { expect, it } from "vitest";
import { parseArguments } from "./arguments";

it("has defaults for everything", () => {
  expect(parseArguments([])).toEqual({
    instances: 300,
    rate: 50,
    seconds: 60,
    concurrency: 256,
    hardware: 50,
    seed: 1,
  });
});

it("reads every option", () => {
  const line = "--instances 10 --rate 2.5 --seconds 5 --enrol-rate 1 --concurrency 4 --url http://127.0.0.1:9";
  const more = "--app com.example --platform ios --countries DE:3,BR --seed 7";
  expect(parseArguments(`${line} ${more}`.split(" "))).toMatchObject({
    rate: 2.5,
    "enrol-rate": 1,
    platform: "ios",
    countries: [
      { country: "DE", weight: 3 },
      { country: "BR", weight: 1 },
    ],
  });
});

it.each([
  ["--rate", "fast"],
  ["--instances", "0"],
  ["--countries", "Germany"],
  ["--platform", "symbian"],
  ["--hardware", "101"],
  ["--url", "ftp://127.0.0.1"],
  ["--backfill", "90d"],
])("refuses %s %s and names the option", (name, value) => {
  expect(() => parseArguments([name, value])).toThrow(name);
});
