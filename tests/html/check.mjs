// Looks at pages as a validator, a screen reader's rules and a browser see them: node check.mjs [--shots DIR] PAGE…
//
// Prints one line for each thing that is wrong and ends with 1; ends with 77 and the reason when something needed is not installed.
// Run by tests/it/html.rs. CHROMIUM names the browser when it is not in the usual place.

import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const SKIPPED = 77;
const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
// Telephones, a tablet, and a desk; of pages other than reports the first and the last.
const VIEWPORTS = [{ width: 360, height: 780 }, { width: 390, height: 844 }, { width: 768, height: 1024 }, { width: 1280, height: 900 }];
// What a sheet of A4 is wide in CSS pixels, upright and across, less the margins.
const SHEETS = { upright: 793, across: 1122 };
// The width of the printed text block of a report, in pixels of CSS.
const PRINTED = 590;

function skip(reason) {
  console.log(reason);
  process.exit(SKIPPED);
}

const browserPath = BROWSERS.find((path) => path && existsSync(path));
if (!browserPath) skip("没有 Chromium（apt-get install chromium，或用环境变量 CHROMIUM 指明）");
let axeSource, HtmlValidate, chromium;
try {
  axeSource = (await import("axe-core")).default.source;
  ({ HtmlValidate } = await import("html-validate"));
  ({ chromium } = await import("playwright-core"));
} catch {
  skip("没有检查用的 npm 包（在 tests/html 里运行 npm install）");
}

const args = process.argv.slice(2);
const shots = args[0] === "--shots" ? args.splice(0, 2)[1] : undefined;
const faults = [];

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
});
// What is pasted into a page of the site says its formatting at the elements, which the validator frowns upon.
const whole = args.filter((file) => !file.endsWith(".fragment.html"));
for (const file of whole) {
  const report = await validator.validateString(readFileSync(file, "utf8"), file);
  for (const message of report.results.flatMap((result) => result.messages)) {
    faults.push(`${basename(file)}:${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
  }
}

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
try {
  for (const file of args) {
    const report = readFileSync(file, "utf8").includes('class="nianbao"');
    for (const viewport of VIEWPORTS.filter(({ width }) => report || width === 360 || width === 1280)) {
      const name = `${basename(file)} @${viewport.width}`;
      const page = await (await browser.newContext({ viewport })).newPage();
      page.on("console", (message) => faults.push(`${name} console: ${message.text()}`));
      page.on("request", (request) => {
        if (request.resourceType() !== "document") faults.push(`${name} loads ${request.url()}`);
      });
      await page.goto(pathToFileURL(file).href);
      // The page has no script; the checker is put into the browser, not into the page's network.
      await page.evaluate(axeSource);
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      for (const violation of violations) {
        for (const node of violation.nodes) faults.push(`${name} axe ${violation.id}: ${violation.help}: ${node.html}`);
      }
      for (const fault of await page.evaluate(look)) faults.push(`${name} ${fault}`);
      if (viewport.width === 1280) await print(page, file, name);
      if (viewport.width < 400) for (const fault of await page.evaluate(move)) faults.push(`${name} ${fault}`);
      if (shots) await page.screenshot({ path: join(shots, `${basename(file, ".html")}-${viewport.width}.png`), fullPage: true });
      if (viewport.width === 1280 && report && whole.includes(file)) {
        await page.setViewportSize({ width: PRINTED, height: 900 });
        await page.emulateMedia({ media: "print" });
        for (const fault of await page.evaluate(look, true)) faults.push(`${name} in print ${fault}`);
      }
      if (shots && viewport.width === 1280) await page.pdf({ path: join(shots, `${basename(file, ".html")}.pdf`), preferCSSPageSize: true });
      await page.context().close();
    }
  }
} finally {
  await browser.close();
}

// On paper nothing may be cut off at the side.
async function print(page, file, name) {
  const rule = /@page\s*\{[^}]*\}/.exec(readFileSync(file, "utf8"))?.[0] ?? "";
  if (!rule.includes("A4")) return;
  const margin = Number(/margin:\s*(\d+)mm/.exec(rule)?.[1] ?? 0) * 2 * (96 / 25.4);
  const width = Math.floor((rule.includes("landscape") ? SHEETS.across : SHEETS.upright) - margin);
  const screen = page.viewportSize();
  await page.setViewportSize({ width, height: 700 });
  await page.emulateMedia({ media: "print" });
  const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
  if (wide > width) faults.push(`${name} in print is ${wide} wide on a sheet of ${width}`);
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize(screen);
}

// What a reader would trip over; runs in the page.
function look(printed = false) {
  const faults = [];
  const root = document.scrollingElement;
  if (!printed && root.scrollWidth > root.clientWidth) faults.push(`the page itself is ${root.scrollWidth} wide and has to be moved sideways`);
  const size = (element) => parseFloat(getComputedStyle(element).fontSize);
  for (const p of document.querySelectorAll("p.nianbao-body, .nianbao-run-in p")) {
    if (!printed && size(p) < 16) faults.push(`text of ${size(p)} px`);
  }
  for (const cell of document.querySelectorAll("th, td")) {
    // Heads that are there for screen readers alone, as on a telephone.
    if (cell.closest("thead")?.clientWidth <= 1) continue;
    if (!printed && size(cell) < 12) faults.push(`a cell of ${size(cell)} px: ${cell.textContent}`);
    if (cell.scrollWidth > cell.clientWidth + 1) faults.push(`text runs out of its cell: ${cell.textContent}`);
  }
  for (const cell of document.querySelectorAll(".nianbao-short")) {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
    if (lines.size > 1) faults.push(`a short label is broken: ${cell.textContent}`);
  }
  // As the browser itself resolves them: every figure has a column head and, where there are stubs, a row head.
  for (const cell of document.querySelectorAll("td[headers]")) {
    for (const id of cell.headers.split(" ")) {
      const head = document.getElementById(id);
      if (head?.closest("table") !== cell.closest("table")) faults.push(`${id} is no head of ${cell.textContent}`);
    }
  }
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) => Number(heading.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) faults.push("not one title");
  levels.reduce((above, level) => (level > above + 1 && faults.push(`h${level} under h${above}`), level), 0);
  return faults;
}

// What someone with a telephone would miss: a figure without its label; runs in the page.
function move() {
  const faults = [];
  for (const frame of document.querySelectorAll(".nianbao-region")) {
    const labels = [...frame.querySelectorAll(".nianbao-inner")];
    if (labels.length === 0) continue;
    const figures = [...frame.querySelectorAll(".nianbao-value")];
    const { left, right } = frame.getBoundingClientRect();
    for (const at of [0, (frame.scrollWidth - frame.clientWidth) / 2, frame.scrollWidth]) {
      frame.scrollLeft = at;
      const edge = Math.max(...labels.map((label) => label.getBoundingClientRect().right));
      if (edge - left > frame.clientWidth * 0.6) faults.push(`labels take ${Math.round(edge - left)} of ${frame.clientWidth}`);
      const hidden = labels.find((label) => label.getBoundingClientRect().left < left - 1);
      if (hidden) faults.push(`a label leaves its figures: ${hidden.textContent}`);
      const seen = figures.filter((figure) => {
        const box = figure.getBoundingClientRect();
        return box.left > edge - 1 && box.right < right + 1;
      });
      if (seen.length === 0) faults.push(`no figure stands beside its label at ${Math.round(at)}: ${frame.getAttribute("aria-label") ?? labels[0].textContent}`);
    }
    frame.scrollLeft = 0;
  }
  return faults;
}

for (const fault of faults) console.log(fault);
process.exit(faults.length > 0 ? 1 : 0);
