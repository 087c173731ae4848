// From last year's Word file and this year's filled-in workbook to a report, by what is seen on the page and by Enter.
//   node workbench-clerk.mjs ADDRESS SAMPLES [--shots DIR]
import path from "node:path";
import { axe, check, finish, launch, shoot, until } from "./bench.mjs";

const [address, samples] = process.argv.slice(2);
const browser = await launch();
const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1366, height: 600 } });
const page = await context.newPage();
const status = () => page.locator("#status").textContent();
const title = () => page.locator("dialog[open] #dialog-title").textContent({ timeout: 15000 }).catch(() => "");
const asked = () => page.locator("#dialog-body").innerText();
const cell = (name) => page.locator(`input[data-cell="${name}"]`);
async function bring(name) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "导入文件" }).click()]);
  await chooser.setFiles(path.join(samples, name));
}
// What is asked is read from its beginning, with its buttons in sight.
async function inSight(where) {
  const box = await page.locator("dialog[open]").evaluate((dialog) => {
    const frame = dialog.getBoundingClientRect();
    const within = (node) => { const at = node.getBoundingClientRect(); return at.top >= frame.top && at.bottom <= frame.bottom; };
    return [within(dialog.querySelector("h2")), within(dialog.querySelector("#dialog-buttons button"))];
  });
  check(box.every(Boolean), `${where}: heading and buttons in sight: ${box}`);
  await page.addScriptTag({ path: axe() });
  const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations.map((one) => `${one.id}: ${one.nodes[0].target}`));
  check(found.length === 0, `${where}: ${found}`);
}

await page.goto(address);
await page.waitForSelector(".drop");
check((await page.locator("main").evaluate((main) => getComputedStyle(main).outlineStyle)) === "none", "the page itself has no frame");
await bring("2023年年报.docx");
check(await until(async () => (await title()) === "导入"), `last year's report is taken in: ${await asked()}`);
await shoot(page, "clerk-last-year", false);
await page.keyboard.press("Enter");
await page.waitForSelector("table.sheet");
check((await page.locator("h1").textContent()).includes("2024 年度"), "Enter goes on to this year's");

// A finding leads to what it speaks of, basic values too; what leads nowhere is no button.
const undated = page.locator("#findings button", { hasText: "成文日期" });
await undated.click();
check((await page.evaluate(() => document.activeElement === document.querySelector("input.basic"))), "a finding leads to the date");
check((await page.getByLabel("成文日期").getAttribute("placeholder")).includes("2025-"), "the example is a day of the next year");
check((await page.locator("#findings .finding", { hasText: "上年的数据文件" }).count()) === 0, "nothing is said of last year's date");

// Last year's words lie beside this year's field, folded away.
const before = page.locator("section", { has: page.locator('textarea[data-text="存在问题"]') }).locator("details.before");
await before.locator("summary").click();
check((await before.locator("p").first().isVisible()) && (await before.innerText()).includes("政策解读仍以文字为主"), `last year's words: ${await before.innerText()}`);
await shoot(page, "clerk-before", false);

const [form] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载填报表" }).click()]);
check(form.suggestedFilename().endsWith("填报表.xlsx"), form.suggestedFilename());
check(await until(async () => (await status()).includes("填报表.xlsx")), `what becomes of the form: ${await status()}`);

// One figure was typed meanwhile: it alone is asked about, and Enter keeps it.
await cell("1.0.0").fill("7");
check(await until(async () => (await status()).includes("已保存")), "saved");
await bring("填好的填报表.xlsx");
check(await until(async () => (await title()) === "和已经填的不同"), "what was typed is not changed unasked");
check((await page.locator("dialog .conflict tbody tr").count()) === 1, `only what would be replaced is asked about: ${await asked()}`);
await inSight("what differs");
await shoot(page, "clerk-differs", false);
await page.keyboard.press("Enter");
check(await until(async () => (await title()) === "导入"), "taken in");
await page.keyboard.press("Enter");
check(await until(async () => (await cell("1.2.0").inputValue()) !== "" && (await cell("1.0.0").inputValue()) === "7"), "the rest is filled, what was typed stays");
const area = page.locator("textarea[data-text]").nth(1);
check(await area.evaluate((field) => field.scrollHeight <= field.clientHeight + 2 || field.rows === 24), "the text that came is seen whole");

// Every figure and the paragraphs are others now: a long list.
const names = await page.locator("input[data-cell]").evaluateAll((inputs) => inputs.map((input) => input.dataset.cell));
for (const name of names.slice(0, 60)) await cell(name).fill("3");
check(await until(async () => (await status()).includes("已保存")), "saved again");
await page.waitForTimeout(300);
await bring("填好的填报表.xlsx");
check(await until(async () => (await title()) === "和已经填的不同"), "asked again");
await inSight("a long list");
await shoot(page, "clerk-long-list", false);
await page.getByRole("button", { name: "都照文件" }).click();
check(await until(async () => (await title()) === "导入"), "taken in whole");
await page.keyboard.press("Enter");
check(await until(async () => (await page.locator("#findings .finding.error").count()) === 0), `errors are left: ${await page.locator("#findings").innerText()}`);
await page.getByRole("button", { name: "生成", exact: true }).click();
check(await until(async () => (await page.locator("#results a").count()) === 3), `built: ${await status()}`);
await shoot(page, "clerk-built", false);

// Narrow: no word on a button is broken.
await page.setViewportSize({ width: 360, height: 740 });
await page.goto(address);
await page.waitForSelector("table.list");
const broken = await page.locator("button").evaluateAll((buttons) => buttons.filter((button) => button.offsetHeight > 50).map((button) => button.textContent));
check(broken.length === 0, `broken words on buttons: ${broken}`);
await browser.close();
finish();
