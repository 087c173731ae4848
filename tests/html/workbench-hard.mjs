// What goes wrong at a desk: the program killed in the middle of a word, the window closed, an input method, script in every field,
// sixty agencies, reasons, corrections, only the keyboard, a page magnified.   node workbench-hard.mjs PROGRAM FOLDER [--shots DIR]
// Starts the program itself in FOLDER, whose data holds 青石市商务局 of 2023 and 2024, and the sample 宿迁市人民政府.
import fs from "node:fs";
import path from "node:path";
import { spawn } from "node:child_process";
import readline from "node:readline";
import { at, axe, check, choose, finish, launch, paste, shoot, until } from "./bench.mjs";

const [program, folder] = process.argv.slice(2);
const agency = "青石市商务局";
const yaml = (name = agency, year = 2024) => path.join(folder, "data", name, `${year}.yaml`);
const text = (...which) => fs.readFileSync(yaml(...which), "utf8");

let child = null;
async function start() {
  child = spawn(program, ["serve", "--no-open"], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  const lines = readline.createInterface({ input: child.stdout });
  return new Promise((resolve) => lines.once("line", resolve));
}
const kill = () => new Promise((resolve) => { child.once("exit", resolve); child.kill("SIGKILL"); });
process.on("exit", () => { if (child) child.kill("SIGKILL"); });

const browser = await launch();
const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], viewport: { width: 1400, height: 900 } });
// Script that gets to run says so.
await context.addInitScript(() => { window.hacked = 0; window.alert = () => { window.hacked += 1; }; });
let address = await start();
const cell = (page, name) => page.locator(`input[data-cell="${name}"]`);
async function open(name = agency) {
  const page = await context.newPage();
  await page.goto(at(address, name, 2024));
  await page.waitForSelector("table.sheet");
  return page;
}

// The program is killed; what is typed then, and what is no figure, is offered by the next start at the same address.
let page = await open();
const origin = new URL(address).origin;
await cell(page, "1.0.0").fill("7");
check(await until(() => /本年新收/.test(text())), "a figure is saved at once");
await kill();
await cell(page, "1.0.1").fill("3");
await cell(page, "1.1.0").fill("5件");
await page.locator('textarea[data-text="其他事项"]').fill("断电前写的一句话。");
await page.getByLabel("成文日期").fill("2025-01-21");
await page.getByLabel("成文日期").blur();
check(await until(async () => (await page.locator("#status").textContent()).includes("没有保存")), "the page says that nothing is saved");
check(!text().includes("断电前"), "nothing is in the file yet");
await page.close();
address = await start();
check(new URL(address).origin === origin, `the folder keeps its address: ${origin} ${address}`);
page = await open();
check(await until(async () => page.locator("dialog[open]").isVisible()), "the next start offers what was typed");
check((await page.locator("#dialog-body").textContent()).includes("4 处"), await page.locator("#dialog-body").textContent());
await choose(page, "接着填");
check(await until(() => text().includes("断电前写的一句话。") && text().includes("成文日期: 2025-01-21") && /本年新收: (\[7, 3|\{自然人: 7, 商业企业: 3)/.test(text())), `what was typed is in the file: ${text()}`);
check((await cell(page, "1.1.0").inputValue()) === "5件" && !text().includes("5件"), "what is no figure stays in the page");
await cell(page, "1.1.0").fill("0");
// The window is closed right behind a key.
await cell(page, "1.0.2").fill("9");
await page.close({ runBeforeUnload: false });
page = await open();
await until(async () => (await page.locator("dialog[open]").count()) || /商业企业: 3, 科研机构: 9|7, 3, 9/.test(text()));
if (await page.locator("dialog[open]").count()) await choose(page, "接着填");
check(await until(() => /7, 3, 9|科研机构: 9/.test(text())), "a window that is closed loses nothing");
await cell(page, "1.0.2").fill("0");
await until(() => !/7, 3, 9|科研机构: 9/.test(text()));

// An input method: arrows and Enter belong to it while it composes; what it commits is one figure.
const session = await context.newCDPSession(page);
await cell(page, "1.0.0").focus();
await page.keyboard.press("Delete");
await session.send("Input.imeSetComposition", { text: "１", selectionStart: 1, selectionEnd: 1 });
await page.keyboard.press("ArrowDown");
check((await page.evaluate(() => document.activeElement.dataset.cell)) === "1.0.0", "an arrow stays with the input method");
await session.send("Input.imeSetComposition", { text: "１２", selectionStart: 2, selectionEnd: 2 });
await session.send("Input.insertText", { text: "１２" });
check(await until(async () => (await cell(page, "1.0.0").inputValue()) === "12"), `committed: ${await cell(page, "1.0.0").inputValue()}`);
check(await until(() => /本年新收: (\[12, 3|\{自然人: 12, 商业企业: 3)/.test(text())), "what was committed is saved");
const prose = page.locator('textarea[data-text="存在问题"]');
await prose.focus();
await page.keyboard.press("Control+End");
await session.send("Input.imeSetComposition", { text: "下yi", selectionStart: 3, selectionEnd: 3 });
await session.send("Input.insertText", { text: "下一步按月检查。" });
check(await until(() => text().includes("下一步按月检查。") && !text().includes("下yi")), "a text from an input method is saved whole");

// What is left of a table is filled with zeros, all at once, and taken back.
fs.writeFileSync(yaml(), text().replace(/^复议诉讼: .*$/m, "复议诉讼: 待填"));
check(await until(async () => (await page.getByRole("button", { name: "没有填的 12 格都填 0" }).count()) === 1), "what is open can be filled with zeros");
await page.getByRole("button", { name: "没有填的 12 格都填 0" }).click();
await choose(page, "都填 0");
check(await until(() => !/复议诉讼: 待填/.test(text()) && !/待填/.test(text().split("复议诉讼:")[1] || "")), `zeros: ${text().match(/^复议诉讼:[^]{0,80}/m)}`);

// Undo takes back step by step, over cells and texts.
await cell(page, "2.0.0").fill("1");
await cell(page, "2.0.0").focus();
await page.keyboard.press("Control+A");
await page.keyboard.type("4");
await page.keyboard.press("Control+Z");
check(await until(async () => (await cell(page, "2.0.0").inputValue()) === "1"), "undo in a cell");
await cell(page, "2.0.0").fill("0");

// Reasons: a finding that has one no longer stands in the way, and can be taken back.
await cell(page, "1.1.0").fill("1");
const carried = page.locator("#findings .finding.error", { hasText: "结转" });
check(await until(async () => (await carried.count()) > 0 && (await page.locator(".excuse").count()) > 0), "last year's figures are held against these");
check(!(await page.locator("#findings").textContent()).includes("检查: "), "no YAML in advice");
const errors = await page.locator("#findings .finding.error").count();
const excusable = page.locator("#findings .finding", { has: page.getByRole("button", { name: "核实无误，写明理由" }) }).filter({ hasText: "结转" }).first();
await excusable.getByRole("button", { name: "核实无误，写明理由" }).click();
await shoot(page, "reason", false);
await page.locator("#reason").fill("机构改革划入职能: <script>alert(1)</script>，另有1件 # 在办");
await choose(page, "写明理由");
check(await until(() => /说明:\n\s+- \{检查: carry-over, 原文: ".*结转.*", 理由: ".*另有1件 # 在办"\}/.test(text())), `the reason is in the file: ${text()}`);
check(await until(async () => (await page.locator(".finding.excused").count()) === 1), "the page shows the reason");
check((await page.locator("#findings .finding.error").count()) === errors - 1, "and the error is none");
await page.getByRole("button", { name: "改理由或撤回" }).click();
await choose(page, "撤回");
check(await until(() => !text().includes("说明:\n")), "the reason is taken back, and its item");
await cell(page, "1.1.0").fill("0");

// Script in every field: it stays text wherever it is shown.
const evil = "<img src=x onerror=alert(1)><script>alert(1)</script>{{ 7*7 }}\"'&";
await page.evaluate(() => document.querySelectorAll("details").forEach((folded) => { folded.open = true; }));
for (const area of await page.locator("textarea[data-text]").all()) await area.fill(evil);
for (const field of [page.getByLabel("成文日期")]) { await field.fill(evil); await field.blur(); }
await cell(page, "1.0.0").fill("<script>alert(1)</script>");
await page.waitForTimeout(800);
await page.getByRole("tab", { name: "印出的页" }).click();
await page.waitForTimeout(300);
check((await page.evaluate(() => window.hacked)) === 0, "script in a field runs");
check((await page.locator("#findings img, #findings script, .sheet img, .sheet script").count()) === 0, "script becomes an element");
await cell(page, "1.0.0").fill("12");
await page.getByLabel("成文日期").fill("2025-01-21");
await page.getByLabel("成文日期").blur();
const fine = { "总体情况": "2024年，我局有序推进主动公开、依申请公开、政府信息管理、平台建设、监督保障各项工作。", "存在问题": "主要问题是栏目更新不够及时，改进措施是明确更新时限并按月检查。", "其他事项": "2024年收取信息处理费0元，没有其他需要报告的事项。" };
for (const area of await page.locator("textarea[data-text]").all()) await area.fill(fine[await area.getAttribute("data-text")] || "");
await cell(page, "1.0.0").fill("0");
await cell(page, "1.0.1").fill("0");
check(await until(async () => (await page.locator("#findings .finding.error").count()) === 0), `sound again: ${await page.locator("#findings .finding.error").allTextContents()}`);

// Only the keyboard: from the top of the page to a cell, and from a finding to what it speaks of.
await page.reload();
await page.waitForSelector("table.sheet");
await page.evaluate(() => document.body.focus());
let steps = 0;
while (steps++ < 40 && !(await page.evaluate(() => Boolean(document.activeElement && document.activeElement.dataset.cell)))) await page.keyboard.press("Tab");
check(steps < 40, "Tab reaches the first cell");
await page.keyboard.type("8");
const named = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
check(/[\u4e00-\u9fff]/.test(named || ""), `a cell has a name: ${named}`);
check(await until(async () => (await page.locator("#findings .finding button").count()) > 0), "the figure has a finding");
await page.locator("#findings .finding button").first().focus();
await page.keyboard.press("Enter");
check(await page.evaluate(() => Boolean(document.activeElement.dataset.cell || document.activeElement.dataset.text)), "Enter on a finding leads to its place");
const described = await page.evaluate(() => { const id = document.activeElement.getAttribute("aria-describedby"); return id ? document.getElementById(id).textContent : document.activeElement.dataset.text; });
check(Boolean(described), "what a finding says is told of its cell");
await page.goBack().catch(() => {});
await page.goto(at(address, agency, 2024));
await page.reload();
await page.waitForSelector("table.sheet");
const filled = await page.evaluate(() => [...document.querySelectorAll("input[data-cell]")].find((input) => input.value === "8").dataset.cell);
await cell(page, filled).fill("0");
check(await until(async () => (await page.locator("#findings .finding.error").count()) === 0), "sound");

// Published, changed, corrected: the record tells of it.
await page.getByRole("button", { name: "生成", exact: true }).click();
check(await until(async () => (await page.locator("#results a").count()) === 3), "built");
await page.goto(address);
await page.reload();
await page.getByRole("button", { name: "公布", exact: true }).click();
await choose(page, "公布");
await until(async () => (await page.locator("dialog[open] #dialog-body").textContent()).includes("公布 1 份"));
check((await page.locator("#dialog-body").textContent()).includes("公布 1 份"), `published: ${await page.locator("#dialog-body").textContent()}`);
await choose(page, "好");
await page.goto(at(address, agency, 2024));
await page.reload();
await page.waitForSelector("table.sheet");
check((await page.locator("#record").textContent()).includes("公布"), "the report says that it is out");
await cell(page, "0.0.0").fill("1");
await page.getByLabel("成文日期").fill("2025-02-20");
await page.getByLabel("成文日期").blur();
check(await until(async () => (await page.locator("#record").textContent()).includes("公布以后数据改过")), "a change after publication is told");
await page.goto(address);
await page.reload();
await page.getByRole("button", { name: "更正（1）" }).click();
await page.locator("dialog textarea").fill("规章漏统计1件");
await shoot(page, "corrections-dialog", false);
await choose(page, "更正并生成");
check(await until(async () => (await page.locator("#dialog-title").textContent()) === "更正" && (await page.locator("dialog[open] button").count()) === 1), "corrected");
await choose(page, "好");
check(await until(async () => (await page.locator("#corrections").count()) === 1 && (await page.locator("#corrections").textContent()).includes("规章漏统计1件")), "the folder lists the correction");
await page.goto(at(address, agency, 2024));
await page.reload();
await page.waitForSelector("table.sheet");
const notice = page.locator("#record a").first();
check(await until(async () => (await notice.count()) === 1), "the notice can be had");
const [download] = await Promise.all([page.waitForEvent("download"), notice.click()]);
check(download.suggestedFilename().includes("更正说明"), download.suggestedFilename());
await shoot(page, "corrected");

// Taken back with a reason and a day: the report, its notice and the folder tell of it; as it is it does not go out again.
const status = page.locator("#status");
const takeBack = async (words, on) => {
  await page.getByRole("button", { name: "撤回公布" }).click();
  await page.locator("dialog #reason").fill(words);
  await page.locator("dialog #withdrawn-on").fill(on);
  await shoot(page, "withdrawal-dialog", false);
  await choose(page, "撤回");
};
await takeBack("", "2025-03-10");
check(await until(async () => (await status.textContent()).includes("要写明理由")), `without a reason: ${await status.textContent()}`);
await takeBack("误将未审定的稿子公布", "三月");
check(await until(async () => (await status.textContent()).includes("不是日期")), `without a day: ${await status.textContent()}`);
check((await page.locator("#record").textContent()).includes("更正过 1 次"), "nothing was taken back");
await takeBack("误将未审定的稿子公布", "2025年3月10日");
check(await until(async () => (await page.locator("#record").textContent()).includes("2025-03-10 已撤回：误将未审定的稿子公布")), `taken back: ${await page.locator("#record").textContent()} ${await status.textContent()}`);
check((await page.locator("#withdraw").isHidden()) && (await page.locator("#correct").isHidden()), "what is not out is neither corrected nor taken back");
const [back] = await Promise.all([page.waitForEvent("download"), page.locator("#record a", { hasText: "撤回说明" }).first().click()]);
check(back.suggestedFilename().includes("撤回说明"), back.suggestedFilename());
await shoot(page, "withdrawn");
await page.goto(address);
await page.reload();
const line = page.locator("table.list tbody tr", { hasText: agency }).first();
check(await until(async () => (await line.count()) === 1 && (await line.textContent()).includes("已撤回") && (await line.textContent()).includes("误将未审定的稿子公布")), "the folder shows the state and the reason");
check((await page.locator("#corrections").textContent()).includes("第 1 次撤回"), "the withdrawal is listed");
await shoot(page, "folder-withdrawn");
const send = async () => {
  await page.getByRole("button", { name: "公布", exact: true }).click();
  await choose(page, "公布");
  await until(async () => (await page.locator("dialog[open] button").count()) === 1);
  const words = await page.locator("#dialog-body").textContent();
  await choose(page, "好");
  return words;
};
const refused = await send();
check(refused.includes("公布 0 份") && refused.includes("2025年3月10日 已撤回"), `as it is: ${refused}`);
await page.goto(at(address, agency, 2024));
await page.reload();
await page.waitForSelector("table.sheet");
await cell(page, "0.0.0").fill("2");
await page.getByLabel("成文日期").fill("2025-03-18");
await page.getByLabel("成文日期").blur();
await until(() => text(agency).includes("2025-03-18"));
await page.getByRole("button", { name: "生成", exact: true }).click();
check(await until(async () => (await page.locator("#results a").count()) === 3), "built anew");
await page.goto(address);
await page.reload();
const again = await send();
check(again.includes("公布 1 份"), `mended: ${again}`);
await page.goto(at(address, agency, 2024));
await page.reload();
await page.waitForSelector("table.sheet");
check(await until(async () => (await page.locator("#withdraw").isVisible())), "it is out again");

// A file with comments, its own order and references: but for what was edited it stays byte by byte.
const kept = text("宿迁市人民政府").split("\n");
const other = await open("宿迁市人民政府");
await cell(other, "0.0.0").fill("3");
await other.locator('textarea[data-text="其他事项"]').focus();
await other.keyboard.press("Control+End");
await other.keyboard.type("另有一句。");
check(await until(() => text("宿迁市人民政府").includes("另有一句。") && text("宿迁市人民政府").includes("规章: [3, 1, 12]")), "both edits are in the file");
const now = text("宿迁市人民政府").split("\n");
const differing = now.map((line, n) => (line === kept[n] ? null : n)).filter((n) => n !== null);
check(now.length === kept.length && differing.length === 2, `lines that differ: ${differing.map((n) => `${kept[n]} → ${now[n]}`).join("; ")}`);
check(differing.every((n) => now[n] === kept[n].replace("规章: [2, 1, 12]", "规章: [3, 1, 12]") || now[n] === `${kept[n]}另有一句。`), "and they differ only in what was edited");

// The same cell is changed on disk and on the page: both are shown, the clerk chooses.
for (const [choice, wanted] of [["用文件里的", 8], ["用这里填的", 9]]) {
  await other.route("**/api/events", (route) => route.abort());
  await other.reload();
  await other.waitForSelector("table.sheet");
  await other.evaluate(() => { window.held = window.fetch; window.fetch = (...call) => (String(call[0]).includes("/api/report/") ? new Promise(() => {}) : window.held(...call)); });
  fs.writeFileSync(yaml("宿迁市人民政府"), text("宿迁市人民政府").replace(/规章: \[\d+, 1, 12\]/, "规章: [8, 1, 12]"));
  await cell(other, "0.0.0").fill("9");
  check(await until(async () => (await other.locator("#dialog-title").textContent()) === "文件在别处改过"), "both changes are shown");
  await shoot(other, "conflict", false);
  await choose(other, choice);
  check(await until(async () => text("宿迁市人民政府").includes(`规章: [${wanted}, 1, 12]`) && (await cell(other, "0.0.0").inputValue()) === String(wanted)), `${choice}: ${text("宿迁市人民政府").match(/规章: .*/)}`);
  fs.writeFileSync(yaml("宿迁市人民政府"), text("宿迁市人民政府").replace(/规章: \[\d+, 1, 12\]/, "规章: [7, 1, 12]"));
}
await other.close();

// Sixty agencies, a list with two that are missing.
const one = fs.readFileSync(yaml(), "utf8");
const names = Array.from({ length: 60 }, (_, n) => `青石市第${n + 1}局`);
for (const name of names) { fs.mkdirSync(path.join(folder, "data", name), { recursive: true }); fs.writeFileSync(yaml(name), one.replace(/^机关: .*/m, `机关: ${name}`)); }
await page.goto(address);
const started = Date.now();
await page.reload();
await page.waitForSelector("table.list tbody tr:nth-child(60)", { timeout: 30000 });
console.log(`62 agencies shown after ${Date.now() - started} ms`);
await page.getByRole("button", { name: "名单" }).click();
check((await page.locator("#roster").inputValue()).split("\n").length === 62, "the list begins with those that are there");
await page.locator("#roster").fill(["# 应交", agency, "宿迁市人民政府", ...names, "青石市未交局", "青石市也未交局"].join("\n"));
await shoot(page, "roster", false);
await choose(page, "存名单");
check(await until(async () => (await page.locator("#tally").textContent().catch(() => "")).includes("未交 2 个")), `who is missing: ${await page.locator("#tally").textContent().catch(() => "")}`);
check((await page.locator("tr.missing").count()) === 2, "two rows say 未交");
check(fs.readFileSync(path.join(folder, "data", "名单.txt"), "utf8").includes("# 应交"), "the list is a file, notes stay");
await page.getByRole("button", { name: "名单" }).click();
await page.locator("#roster").fill("<script>alert(1)</script>\n");
await choose(page, "存名单");
check(await until(async () => (await page.locator("#status").textContent()).includes("不能有")), "what is no name is refused");
await page.getByLabel("查找机关").fill("第60局");
check((await page.locator("tr[data-agency]:not([hidden])").count()) === 1, "an agency is found by a part of its name");
await shoot(page, "folder");

// Magnified twice and on a telephone: nothing is cut off, in the folder and in a report.
for (const [width, scale] of [[700, 2], [360, 1], [1400, 1]]) {
  const small = await browser.newContext({ viewport: { width, height: 800 }, deviceScaleFactor: scale, bypassCSP: true });
  for (const [name, where] of [["folder", address], ["report", at(address, agency, 2024)]]) {
    const looked = await small.newPage();
    await looked.goto(where);
    await looked.waitForSelector(name === "folder" ? "table.list" : "table.sheet", { timeout: 30000 });
    await looked.waitForTimeout(400);
    const wide = await looked.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(wide <= 1, `${name} at ${width} pixels is ${wide} wider than the window`);
    await shoot(looked, `${name}-${width}`, false);
    await looked.addScriptTag({ path: axe() });
    const found = await looked.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations.map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.target.join(" ")).join("; ")}`));
    for (const problem of found) check(false, `axe, ${name} at ${width}: ${problem}`);
    await looked.close();
  }
  await small.close();
}

// Many windows: more than a browser has connections to one address.
const windows = [];
for (let n = 0; n < 9; n++) windows.push(await open(names[n]));
await cell(windows[8], "0.0.1").fill("6");
check(await until(() => /^主动公开:[^]*: \[[0-9]+, 6/m.test(text(names[8])) || /^主动公开:[^]*废止件数: 6/m.test(text(names[8]))), "the ninth window saves");
for (const window of windows) await window.close();

// Ended from the page.
await page.bringToFront();
await page.getByRole("button", { name: "结束" }).click();
const ended = new Promise((resolve) => { child.once("exit", resolve); });
await choose(page, "结束");
check((await Promise.race([ended, new Promise((resolve) => { setTimeout(() => resolve("late"), 5000); })])) === 0, "the program ends from the page");
check((await page.locator("#main").textContent()).includes("已经结束"), "and the page says so");
child = null;
await browser.close();
finish();
