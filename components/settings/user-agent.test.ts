import { expect, it } from "vitest";
import { browserWords } from "./user-agent";

it.each([
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    "Chrome on Linux",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0",
    "Edge on Windows",
  ],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox on macOS"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 Version/18.7 Mobile/15E148 Safari/604.1",
    "Safari on iPhone",
  ],
  ["curl/8.1", "Unknown browser"],
])("reads %s", (userAgent, words) => {
  expect(browserWords(userAgent)).toBe(words);
});

it("says that it does not know where nothing was said", () => {
  expect(browserWords(null)).toBe("Unknown browser");
});
