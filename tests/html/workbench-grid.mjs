// Blocks of figures as they are copied from a spreadsheet: with totals, with words behind figures; undo, picking and copying; two who
// change one report at once.   node workbench-grid.mjs ADDRESS FOLDER [--shots DIR]
import fs from "node:fs";
import path from "node:path";
import { check, choose, finish, launch, paste as pasteInto, shoot, until } from "./bench.mjs";

const [address, folder] = process.argv.slice(2);
const agency = "青石市新设局";
const yaml = path.join(folder, "data", agency, "2024.yaml");
const text = () => fs.readFileSync(yaml, "utf8");
const browser = await launch();
const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], viewport: { width: 1400, height: 900 } });
const page = await context.newPage();
await page.goto(address);
await page.getByRole("button", { name: "新建" }).click();
await page.locator("#new-agency").fill(agency);
const asks = page.locator("#new-year"); if (await asks.count()) await asks.fill("2024");
await page.locator("dialog button.main").click();
await page.waitForSelector("table.sheet");
const cell = (name) => page.locator(`input[data-cell="${name}"]`);
const values = (...names) => Promise.all(names.map((name) => cell(name).inputValue()));
const status = () => page.locator("#status").textContent();
const paste = (name, words) => pasteInto(page, cell(name), words);
const says = async (words, what) => check(await until(async () => (await status()).includes(words), 4000), `${what}: ${await status()}`);
const has = async (wanted, what, ...names) => check(await until(async () => (await values(...names)).join() === wanted, 4000), `${what}: ${await values(...names)}`);
// The first words on the status line that hold these: what follows may cover them soon.
await page.evaluate(() => { window.heard = []; new MutationObserver(() => window.heard.push(document.getElementById("status").textContent)).observe(document.getElementById("status"), { childList: true, characterData: true, subtree: true }); });
const heard = async (words, what) => {
  check(await until(() => page.evaluate((words) => window.heard.some((line) => line.includes(words)), words), 5000), `${what}: ${JSON.stringify(await page.evaluate(() => window.heard.slice(-4)))}`);
  await page.evaluate(() => { window.heard = []; });
};
const columns = [...await page.locator('input[data-cell^="1.0."]').evaluateAll((all) => all.map((input) => input.dataset.cell))];
const line = (number) => columns.map((name) => name.replace("1.0.", `1.${number}.`));

// Totals at the right are skipped and compared.
await paste("1.0.0", "5\t1\t0\t0\t0\t2\t8\n1\t0\t0\t0\t0\t0\t1\n");
await heard("粘贴了 12 格", "rows with their totals");
await has("5,1,0,0,0,2,1,0,0,0,0,0", "the parts are filled", ...line(0), ...line(1));
await page.keyboard.press("Control+Z");
await has(Array(12).fill("").join(), "one undo takes all of it back", ...line(0), ...line(1));
await page.keyboard.press("Control+Y");
await has("5,1,0,0,0,2", "and is done again", ...line(0));
await paste("1.0.0", "5\t1\t0\t0\t0\t2\t9\n");
await heard("合计和各格相加不同", "a total that differs is told");

// What was refused does not cover what is saved behind it.
await paste("1.0.0", `${Array(9).fill("1").join("\t")}\n`);
await says("放不下", "too wide");
await cell(columns[5]).fill("3");
check(await until(async () => (await status()).includes("已保存"), 2500), `what goes on is told: ${await status()}`);

// 表四 whole, with and without its totals.
const all = (table) => page.locator(`table.sheet input[data-cell^="${table}."]`).evaluateAll((inputs) => inputs.map((input) => input.value).join());
const first = (await page.locator('table.sheet input[data-cell^="2."]').evaluateAll((inputs) => inputs.map((input) => input.dataset.cell)))[0];
const filled = async (table, wanted, what) => check(await until(async () => (await all(table)) === wanted, 4000), `${what}: ${await all(table)}`);
await paste(first, `${[1, 0, 0, 1, 2, 0, 0, 0, 0, 0, 3, 0, 0, 0, 3].join("\t")}\n`);
await filled(2, "1,0,0,1,0,0,0,0,3,0,0,0", "15 figures of 表四");
await paste(first, `${[1, 0, 0, 1, 4, 5, 6, 7, 3, 0, 0, 0].join("\t")}\n`);
await filled(2, "1,0,0,1,4,5,6,7,3,0,0,0", "12 figures of 表四");
await paste(first, "1\t0\t0\t1\t9\n");
await heard("看不出带没带合计", "what can be read two ways is refused");
await filled(2, "1,0,0,1,4,5,6,7,3,0,0,0", "and nothing is changed");

// 表三 whole as it is printed, with （七）总计; then without it.
const lines = [...new Set(await page.locator('table.sheet input[data-cell^="1."]').evaluateAll((inputs) => inputs.map((input) => input.dataset.cell.split(".")[1])))];
const printed = lines.map((_, n) => [n % 3, 0, 0, 0, 0, 1]);
const answered = printed.slice(2, -1);
const sum = [0, 1, 2, 3, 4, 5].map((column) => answered.reduce((total, figures) => total + figures[column], 0));
const withTotals = [...printed.slice(0, -1), sum, printed[printed.length - 1]].map((figures) => [...figures, figures.reduce((a, b) => a + b)].join("\t"));
await page.evaluate(() => { window.heard = []; });
await paste("1.0.0", withTotals.join("\r\n"));
await filled(1, printed.flat().join(), "表三 with its totals");
check(!(await page.evaluate(() => window.heard.some((line) => line.includes("相加不同")))), "its totals agree");
await page.keyboard.press("Control+Z");
check(await until(async () => (await all(1)) !== printed.flat().join()), "taken back");
await paste("1.0.0", printed.map((figures) => figures.join("\t")).join("\r\n"));
await filled(1, printed.flat().join(), "表三 without totals");
check(await until(() => /结转下年度: \[\d, 0, 0, 0, 0, 1\]/.test(text())), `in the file: ${text().match(/结转下年度.*/)}`);

// From Word the plain text makes a row of every line of a cell, and one cell of a span; the table itself lies beside it.
const lay = (rows) => rows.map((row) => `<tr>${row.map((words) => `<td${words.span ? ` colspan=${words.span}` : ""}><p class=MsoNormal>${String(words.text || words).replace(/\n/g, "</p><p class=MsoNormal>")}</p></td>`).join("")}</tr>`).join("");
const court = [[{ text: "行政\n复议", span: 5 }, { text: "行政\n诉讼", span: 10 }],
  ["结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总计", { text: "未经复议\n直接起诉", span: 5 }, { text: "复议后\n起诉", span: 5 }],
  [...Array(5).fill(""), ...[1, 2].flatMap(() => ["结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总计"])],
  ["1", "2", "0", "0", "3", "4", "0", "0", "1", "5", "0", "0", "2", "0", "2"]];
await page.evaluate(() => { window.heard = []; });
await page.evaluate(([name, plain, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", plain);
  data.setData("text/html", html);
  document.querySelector(`input[data-cell="${name}"]`).dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}, [first, court.map((row) => row.map((words) => words.text || words).join("\t")).join("\r\n"), `<html xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"></head><body><!--StartFragment--><table class=MsoTableGrid>${lay(court)}</table><!--EndFragment--></body></html>`]);
await heard("填入 12 格", "a table from Word");
await filled(2, "1,2,0,0,4,0,0,1,0,0,2,0", "every figure of it in its place");

// Figures whose row is not known are told of, not only those that were filled.
await page.evaluate(() => { window.heard = []; });
await paste("0.0.0", "\t制发\t废止\t现行有效\n规章\t1\t0\t5\n自己加的一行\t7\t8\t9\n");
await heard("另有 3 个数没有认出", "a row that is none of the form");
await page.keyboard.press("Control+Z");

// Words behind figures, thousands, decimals of a cell's format; what is no figure stays red and the rest is filled.
await page.evaluate(() => { window.heard = []; });
await paste("1.0.0", "3件\t1,234\t3.00\t２\t约5\t0\n");
await heard("1 格不是数字", "one is no figure");
await has("3,1234,3,2,约5,0", "read as in files", ...line(0));
check(!text().includes("约5"), "what is no figure is not in the file");
await page.keyboard.press("Control+Z");
await paste(columns[1], "1,234");
await has("1234", "one cell", columns[1]);
await page.keyboard.press("Control+Z");
await has("0,0,0,0,0,1", "and back", ...line(0));

// The same typed: while it is typed it is no figure, left by a key or the mouse it is read.
const typed = async (name, words, key) => {
  await cell(name).focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(words);
  if (key) await page.keyboard.press(key); else await page.locator("h1").click();
};
for (const [words, read, key] of [["3件", "3", "Enter"], ["1,234", "1234", "Tab"], ["１，２３４", "1234", "ArrowDown"], ["3.00", "3", ""], ["２４ 件", "24", "Enter"]]) {
  await typed(columns[1], words, key);
  await has(read, `typed ${words}`, columns[1]);
  await page.keyboard.press("Escape");
}
await page.evaluate(() => { window.heard = []; });
await typed(columns[1], "3.5件", "Enter");
await heard("没有存进文件：要填不小于 0 的整数", "what to write");
await has("3.5件", "stays to be mended", columns[1]);
await typed(columns[1], "0", "Enter");
await until(() => /本年新收: \[0, 0, 0, 0, 0, 1\]/.test(text()));

// Picking with Shift and the arrows, copying with totals, clearing as one step.
await cell(columns[4]).focus();
for (const key of ["ArrowDown", "ArrowRight", "ArrowRight"]) await page.keyboard.press(`Shift+${key}`);
await shoot(page, "picked", false);
await page.keyboard.press("Control+C");
const copied = await page.evaluate(() => navigator.clipboard.readText());
check(copied.replace(/\r/g, "") === "0\t1\t1\n0\t1\t2", `copied: ${JSON.stringify(copied)}`);
const corner = [...line(0).slice(4), ...line(1).slice(4)];
await page.keyboard.press("Delete");
await has(",,,", "cleared", ...corner);
await page.keyboard.press("Control+Z");
await has("0,1,0,1", "and back at once", ...corner);
await paste(line(1)[4], copied);
await has("0,1,0,1", "what was copied can be pasted", ...line(1).slice(4), ...line(2).slice(4));

// Two change one report: cells and paragraphs that only one changed merge, of the others each is chosen by itself.
const area = page.locator('textarea[data-text="总体情况"]');
await area.fill("甲段落说明双减政策。\n乙段落说明平台建设。\n丙段落说明监督保障。");
await until(() => text().includes("丙段落说明监督保障。"));
await page.route("**/api/events", (route) => route.abort());
await page.reload();
await page.waitForSelector("table.sheet");
await page.evaluate(() => { window.held = window.fetch; window.still = true; window.fetch = (...call) => (/\/api\/(report|edit)\//.test(String(call[0])) && window.still ? new Promise((_, no) => { setTimeout(() => no(new Error("still")), 100); }) : window.held(...call)); });
await area.fill("甲段落说明双减政策。\n乙段落说明网站平台建设。\n丙段落说明监督保障。\n丁段落是这里加的。");
await cell(columns[0]).fill("195");
await cell(line(1)[0]).fill("7");
fs.writeFileSync(yaml, text().replace("双减政策", "三减政策").replace("乙段落说明平台建设", "乙段落说明公报和平台建设").replace(/本年新收: \[\d+/, "本年新收: [33").replace(/予以公开: \[\d+/, "予以公开: [8"));
await page.evaluate(() => { window.still = false; });
check(await until(async () => (await page.locator("#dialog-title").textContent()) === "文件在别处改过"), "both changes are shown");
const asked = await page.locator("dialog table.conflict tbody tr").count();
check(asked === 2, `two places are asked of: ${await page.locator("dialog table.conflict").textContent()}`);
check((await page.locator("dialog mark").allTextContents()).join().includes("公报和"), "what differs is marked");
await shoot(page, "merge", false);
await page.locator("dialog tbody tr", { hasText: "33" }).locator('input[value="file"]').check();
await page.locator("dialog tbody tr", { hasText: "总体情况" }).locator('input[value="mine"]').check();
await choose(page, "照选的办");
check(await until(() => text().includes("丁段落是这里加的。")), "what was added here is in the file");
check(/甲段落说明三减政策。\n {2}乙段落说明网站平台建设。\n {2}丙段落说明监督保障。\n {2}丁段落是这里加的。/.test(text()), `paragraph by paragraph: ${text().match(/总体情况[^]{0,200}/)}`);
check(await until(() => /本年新收: \[33,/.test(text()) && /上年结转: \[7,/.test(text()) && /予以公开: \[8,/.test(text())), `cell by cell: ${text().match(/本年新收.*\n.*\n.*/)}`);
await has("33,7,8", "shown", columns[0], line(1)[0], line(2)[0]);
// Enter in a dialog is the answer that is meant: the main button has the focus where nothing is to be written.
await page.getByRole("button", { name: "结束" }).click();
await page.waitForSelector("dialog[open]");
check(await page.evaluate(() => document.activeElement.classList.contains("main")), "the main button has the focus");
await page.keyboard.press("Escape");

await browser.close();
finish();
