// Uses the workbench as a clerk would, in a real browser: fills in a blank report by keys and pastes, reads the findings, mends,
// saves, builds; two windows; a hostile page on another origin; axe.   node workbench.mjs ADDRESS FOLDER [--shots DIR]
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { axe, check, failures, finish, launch, paste as pasteInto, shoot as shootPage, until } from "./bench.mjs";

const [address, folder] = process.argv.slice(2);
const origin = new URL(address).origin;

const browser = await launch();
const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], viewport: { width: 1400, height: 900 } });
const foreign = [];
context.on("request", (request) => { const url = request.url(); if (!url.startsWith(origin) && !/^(data|blob|about):/.test(url)) foreign.push(url); });
const page = await context.newPage();
const said = [];
page.on("console", (message) => { if (message.type() === "error") said.push(message.text()); });
page.on("pageerror", (error) => said.push(String(error)));
const shoot = (name) => shootPage(page, name);
const paste = (target, words) => pasteInto(page, target, words);

const agency = "青石市新设局";
const yaml = path.join(folder, "data", agency, "2024.yaml");
const text = () => fs.readFileSync(yaml, "utf8");
const settle = () => page.waitForTimeout(250);
await page.goto(address);
await page.getByRole("button", { name: "新建" }).click();
await page.locator("#new-agency").fill(agency);
const year = page.locator("#new-year"); if (await year.count()) await year.fill("2024");
await page.locator("dialog button.main").click();
await page.waitForSelector("table.sheet");
await shoot("blank");
check(text().includes("待填"), "a new report has 待填");
check((await page.locator("#findings .finding.error").count()) > 0, "what is unfilled is a finding");

// Keys: typing, Enter down, arrows; full-width digits become plain.
const first = page.locator('input[data-cell="1.0.0"]');
await first.focus();
await page.keyboard.type("１2");
check((await first.inputValue()) === "12", `full-width digits: ${await first.inputValue()}`);
await page.keyboard.press("Enter");
check((await page.evaluate(() => document.activeElement.dataset.cell)) === "1.1.0", "Enter goes down");
await page.keyboard.press("ArrowUp");
check((await page.evaluate(() => document.activeElement.dataset.cell)) === "1.0.0", "the arrow goes up");
await until(() => /本年新收: \[12, 待填/.test(text()));
check(/本年新收: \[12, 待填/.test(text()), `the figure is in the file: ${text().match(/本年新收.*/)?.[0]}`);

// A block from a spreadsheet: CRLF, one closing line break, a full-width digit, blanks leave cells alone.
await paste(first, "12\t３\t0\t0\t0\t0\r\n1\t0\t0\t0\t0\t0\r\n");
await until(() => /上年结转: \[1, 0, 0, 0, 0, 0\]/.test(text()));
check(/本年新收: \[12, 3, 0, 0, 0, 0\]/.test(text()), `pasted rows: ${text().match(/本年新收.*/)?.[0]}`);
check(/上年结转: \[1, 0, 0, 0, 0, 0\]/.test(text()), `pasted second row: ${text().match(/上年结转.*/)?.[0]}`);
await page.keyboard.press("Control+Z");
check(await until(async () => (await page.locator('input[data-cell="1.1.0"]').inputValue()) === "" && (await first.inputValue()) === "12"), "one undo takes the paste back");
await paste(first, "12\t3\t0\t0\t0\t0\n1\t0\t0\t0\t0\t0\n");
// Larger than the table: refused, nothing changed.
await settle();
await paste(page.locator('input[data-cell="1.0.5"]'), "1\t2\t3\n");
check(await until(async () => (await page.locator("#status").textContent()).includes("放不下")), "a block too large is refused");

// What is no figure stays visible and is not written.
const other = page.locator('input[data-cell="1.2.0"]');
await other.focus();
await page.keyboard.type("5件");
check(await until(async () => (await other.getAttribute("aria-invalid")) === "true"), "5件 is marked");
check(!text().includes("5件"), "5件 is not in the file");
await other.fill("9");
await settle();

// The whole of 表三 by its labels.
const rows = ["\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计"];
for (const label of ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开", "（七）总计", "四、结转下年度继续办理"]) {
  const figures = { "一": [12, 3, 0, 0, 0, 0, 15], "二": [1, 0, 0, 0, 0, 0, 1], "（一）": [10, 2, 0, 0, 0, 0, 12], "（七）": [10, 2, 0, 0, 0, 0, 12], "四": [3, 1, 0, 0, 0, 0, 4] };
  const key = Object.keys(figures).find((key) => label.startsWith(key));
  rows.push([label, ...figures[key]].join("\t"));
}
await paste(other, rows.join("\n"));
await until(() => /予以公开: \[10, 2, 0, 0, 0, 0\]/.test(text()));
check(/予以公开: \[10, 2, 0, 0, 0, 0\]/.test(text()), `a table with labels: ${text().match(/予以公开.*/)?.[0]} — ${await page.locator("#status").textContent()}`);

// Texts: pasted from Word, cleaned.
const area = page.locator('textarea[data-text="总体情况"]');
await paste(area, "　　2024年，我局收到政府信息公开申请 15 件。\r\n\r\n　　（一）主动公开。政府信息管理、平台建设、监督保障、依申请公开各项工作有序推进。\u200b\r\n");
await until(() => text().includes("  （一）主动公开。"));
check(text().includes("  2024年，我局收到政府信息公开申请15件。\n  （一）主动公开。"), "the text is clean, a paragraph a line");

// Another program saves the file: both changes live on.
fs.writeFileSync(yaml, text().replace("# ", "# 外面加的说明\n# "));
await page.waitForTimeout(500);
await page.locator('input[data-cell="1.0.1"]').fill("4");
await until(() => /本年新收: \[12, 4, 0/.test(text()));
check(text().includes("外面加的说明") && /本年新收: \[12, 4, 0/.test(text()), "a change on disk and a change on the page live together");

// A second window sees it.
const second = await context.newPage();
await second.goto(address.replace(/\/$/, "") + `/${encodeURIComponent(agency)}/2024`);
await second.waitForSelector("table.sheet");
check((await second.locator('input[data-cell="1.0.1"]').inputValue()) === "4", "a second window shows the same");
await second.locator('input[data-cell="1.0.1"]').fill("3");
await until(async () => (await page.locator('input[data-cell="1.0.1"]').inputValue()) === "3");
check((await page.locator('input[data-cell="1.0.1"]').inputValue()) === "3", "the first window follows the second");
await second.close();

// Mend what is unfilled by saying that the rest is zero, as the advice says, then build.
const open = await page.locator("td.unfilled input").evaluateAll((inputs) => inputs.map((input) => input.dataset.cell));
for (const name of open) await page.locator(`input[data-cell="${name}"]`).fill("0");
for (const [key, words] of [["存在问题", "政策解读的形式还不够多，下一步要丰富解读方式，按月检查。"], ["其他事项", "2024年未收取信息处理费，没有其他需要报告的事项。"]]) await page.locator(`textarea[data-text="${key}"]`).fill(words);
await page.locator("main").getByLabel("成文日期").fill("2025年1月20日");
await page.locator("main").getByLabel("成文日期").blur();
await page.locator("main").getByLabel("机关类型").selectOption("部门");
check(await until(async () => (await page.locator("#findings .finding.error").count()) === 0), `errors are left: ${await page.locator("#findings .finding.error").first().textContent().catch(() => "")}`);
check(!text().includes(": 待填") && text().includes("# 外面加的说明"), "nothing is left unfilled, comments stay");
await page.getByRole("button", { name: "生成" }).click();
check(await until(async () => (await page.locator("#results a").count()) === 3), `built: ${await page.locator("#status").textContent()}`);
check(fs.existsSync(path.join(folder, "out", "2024", `${agency}2024年政府信息公开工作年度报告.docx`)), "the DOCX is there");
await page.getByRole("tab", { name: "印出的页" }).click();
check(await until(async () => (await page.locator(".pages img").count()) > 2), "the printed pages are shown");

// Telephone width and 200 %: nothing of the page is cut off sideways but tables in their frames.
for (const width of [360, 700]) {
  await page.setViewportSize({ width, height: 800 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 1, `at ${width} pixels the page is ${wide} wider than the window`);
  await shoot(`width-${width}`);
}
await page.setViewportSize({ width: 1400, height: 900 });
await shoot("report");

// Latency of input to findings.
const times = [];
for (let n = 0; n < 12; n++) {
  const started = Date.now();
  await page.locator('input[data-cell="1.0.0"]').fill(String(20 + n));
  await page.waitForFunction(() => performance.getEntriesByName("nianbao-findings").length > 0);
  times.push(await page.evaluate(() => { const all = performance.getEntriesByName("nianbao-findings"); const last = all[all.length - 1].duration; performance.clearMeasures(); return last; }));
  if (Date.now() - started > 5000) failures.push("no answer within 5 s");
}
times.sort((a, b) => a - b);
console.log(`findings after input: median ${times[6].toFixed(0)} ms, worst ${times[11].toFixed(0)} ms`);

// Attacks: a page of another origin, and what it may send.
const evil = http.createServer((_, response) => { response.setHeader("Content-Type", "text/html"); response.end("<p>evil"); }).listen(0, "127.0.0.1");
const stranger = await browser.newPage();
await stranger.goto(`http://127.0.0.1:${evil.address().port}/`);
const stolen = await stranger.evaluate(async ({ origin }) => {
  const out = [];
  for (const [method, at] of [["GET", "/api/office"], ["POST", "/api/build"], ["GET", "/"]]) {
    try { const answer = await fetch(origin + at, { method, credentials: "include" }); out.push(`${method} ${at} ${answer.status}`); } catch { out.push("blocked"); }
    try { await fetch(origin + at, { method, mode: "no-cors", credentials: "include" }); } catch { /* refused */ }
  }
  return out;
}, { origin });
check(stolen.every((one) => one === "blocked"), `a page of another origin reads: ${stolen}`);
await stranger.close();
evil.close();
check(foreign.length === 0, `requests leave the machine: ${foreign}`);
check(said.filter((words) => !/40[39]|422/.test(words)).length === 0, `the console says: ${said.slice(0, 3)}`);

// axe needs to put its script into the page: a context without the policy.
const loose = await browser.newContext({ bypassCSP: true, viewport: { width: 1400, height: 900 } });
const looked = await loose.newPage();
for (const [where, at] of [["folder", address], ["report", address.replace(/\/$/, "") + `/${encodeURIComponent(agency)}/2024`]]) {
  await looked.goto("about:blank");
  await looked.goto(at);
  await looked.waitForSelector(where === "folder" ? "table.list" : "table.sheet", { timeout: 30000 });
  await looked.addScriptTag({ path: axe() });
  const found = await looked.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations.map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.target.join(" ")).join("; ")}`));
  for (const one of found) failures.push(`axe, ${where}: ${one}`);
}
await browser.close();
finish();
