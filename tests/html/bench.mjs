// What the tests of the workbench share: a browser, a page that tells of every request that leaves, keys and pastes, waiting.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

export const SKIPPED = 77;
export function skip(reason) { console.log(reason); process.exit(SKIPPED); }

export const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((at) => at && fs.existsSync(at));

// What drives the browser, where both are there.
export async function playwright() {
  if (!browserPath) skip("没有 Chromium（apt-get install chromium，或用环境变量 CHROMIUM 指明）");
  try { return (await import("playwright-core")).chromium; } catch { return skip("没有检查用的 npm 包（在 tests/html 里运行 npm install）"); }
}

export async function launch() {
  const chromium = await playwright();
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
  // WORKBENCH_ASSETS=templates/workbench tries the page's files as they are, without building the program anew.
  const assets = process.env.WORKBENCH_ASSETS;
  if (assets) {
    const plain = browser.newContext.bind(browser);
    browser.newContext = async (options) => {
      const context = await plain(options);
      await context.route(/\/[a-z]+\.(js|css)$/, (route) => route.fulfill({ path: path.join(assets, path.basename(new URL(route.request().url()).pathname)) }));
      return context;
    };
  }
  return browser;
}

export const axe = () => createRequire(import.meta.url).resolve("axe-core/axe.min.js");

// Failures are gathered, so that one run tells all of them.
export const failures = [];
export const check = (holds, words) => { if (!holds) failures.push(words); };
export function finish() {
  for (const failure of failures) console.error(failure);
  process.exit(failures.length ? 1 : 0);
}

export const shots = process.argv.includes("--shots") ? process.argv[process.argv.indexOf("--shots") + 1] : null;
export async function shoot(page, name, fullPage = true) {
  if (shots) await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage });
}

// Waits until something holds, 10 s at most: machines differ.
export async function until(holds, limit = 10000) {
  for (let n = 0; n < limit / 50; n++) {
    if (await holds()) return true;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  return false;
}

// Pastes by the clipboard and the keys, as a hand does.
export async function paste(page, target, words) {
  await target.focus();
  await page.evaluate((words) => navigator.clipboard.writeText(words), words);
  await page.keyboard.press("Control+V");
}

// The dialog's button of these words.
export const choose = (page, words) => page.locator("dialog button", { hasText: words }).first().click();

export const at = (address, agency, year) => address.replace(/\/$/, "") + `/${encodeURIComponent(agency)}/${year}`;

// A step that cannot be done tells of itself beside what failed before it.
process.on("uncaughtException", (error) => { failures.push(String(error.stack || error)); finish(); });
