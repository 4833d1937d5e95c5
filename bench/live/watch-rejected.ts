import type { Page } from "playwright";

/** When the "Rejected" figure of the Overview first showed each number or more, in milliseconds since 1970. */
export interface Shown {
  at(count: number): number | undefined;
}

/** Looks at the figure whenever the page changes; the page's own clock is this machine's. */
export async function watchRejected(page: Page): Promise<Shown> {
  const firstShown: number[] = [];
  await page.exposeFunction("attestryBenchShown", (count: number, at: number) => {
    for (let reached = firstShown.length; reached <= count; reached++) firstShown[reached] = at;
  });
  await page.getByRole("heading", { name: /^Rejected, / }).waitFor();
  await page.evaluate(() => {
    const report: unknown = Reflect.get(globalThis, "attestryBenchShown");
    let last = -1;
    const look = () => {
      const label = [...document.querySelectorAll("h2")].find((one) => one.textContent?.startsWith("Rejected, "));
      const count = Number(label?.nextElementSibling?.textContent?.replace(/\D/g, "") || Number.NaN);
      if (Number.isNaN(count) || count === last || typeof report !== "function") return;
      last = count;
      report(count, Date.now());
    };
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return { at: (count) => firstShown[count] };
}
