// How long a clerk waits: from a key to the findings, and to the preview, as percentiles.   node latency.mjs ADDRESS AGENCY YEAR [TIMES]
// Writes into the report it is given: use a copy. Not part of CI, whose machines are shared.
import { at, launch } from "./bench.mjs";

const [address, agency, year, times = "200"] = process.argv.slice(2);
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
await page.goto(at(address, agency, year));
await page.waitForSelector("table.sheet");
await page.waitForTimeout(1500);
const names = await page.locator("input[data-cell]").evaluateAll((inputs) => inputs.map((input) => input.dataset.cell));

async function run(view) {
  await page.getByRole("tab", { name: view }).click();
  await page.waitForTimeout(1000);
  const waits = { findings: [], preview: [] };
  for (let n = 0; n < Number(times); n++) {
    const input = page.locator(`input[data-cell="${names[(n * 7) % names.length]}"]`);
    const before = await input.inputValue();
    await page.evaluate(() => performance.clearMeasures());
    await input.focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type(before === "5" ? "6" : "5");
    await page.waitForFunction(() => performance.getEntriesByName("nianbao-findings").length > 0);
    waits.findings.push(await page.evaluate(() => performance.getEntriesByName("nianbao-findings")[0].duration));
    const shown = await page.waitForFunction(() => performance.getEntriesByName("nianbao-preview").length > 0, null, { timeout: 1500 }).catch(() => null);
    if (shown) waits.preview.push(await page.evaluate(() => performance.getEntriesByName("nianbao-preview")[0].duration));
    await input.focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type(before || "0");
    await page.waitForTimeout(120);
  }
  for (const [what, list] of Object.entries(waits)) {
    list.sort((a, b) => a - b);
    const point = (share) => (list.length ? list[Math.min(list.length - 1, Math.floor(list.length * share))].toFixed(0) : "–");
    console.log(`${view} ${what}: n ${list.length}, p50 ${point(0.5)}, p95 ${point(0.95)}, p99 ${point(0.99)}, worst ${point(1)} ms`);
  }
}
await run("网页");
await run("印出的页");
await browser.close();
