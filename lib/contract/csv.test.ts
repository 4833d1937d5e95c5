import { expect, it } from "vitest";
import { csvLine } from "./csv";

it("quotes what has commas, quotes or lines in it", () => {
  expect(csvLine([1, "a,b", 'say "no"', "two\nlines", null])).toBe('1,"a,b","say ""no""","two\nlines",\r\n');
});

it("lets no text be a formula", () => {
  expect(csvLine(["=1+1", "@SUM(A1)", "-2", "+3", -4])).toBe("'=1+1,'@SUM(A1),'-2,'+3,-4\r\n");
});
