// Kills what a clerk's work goes through, in the middle of a word: the browser (kill -9, with all its processes), the program, both at
// one instant as a power cut does; then opens the report again and holds it against what was typed.
//   node workbench-kill.mjs PROGRAM FOLDER [ROUNDS]
// Starts the program itself in FOLDER, whose data holds 青石市商务局 of 2024.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { spawn } from "node:child_process";
import readline from "node:readline";
import { at, browserPath, check, choose, finish, playwright, until } from "./bench.mjs";

const [program, folder, rounds = "2"] = process.argv.slice(2);
const agency = "青石市商务局";
const yaml = path.join(folder, "data", agency, "2024.yaml");
const chromium = await playwright();
const first = fs.readFileSync(yaml, "utf8");

const dead = (child) => new Promise((resolve) => { if (child.exitCode !== null || child.signalCode !== null) resolve(); else child.once("exit", resolve); });
const kill = (child) => { try { process.kill(-child.pid, "SIGKILL"); } catch { /* gone already */ } };
const running = new Set();
process.on("exit", () => running.forEach(kill));

function begin(command, args, options, stream, found) {
  const child = spawn(command, args, { detached: true, ...options });
  running.add(child);
  return new Promise((resolve) => readline.createInterface({ input: child[stream] }).on("line", (line) => { const what = found(line); if (what) resolve({ child, what }); }));
}
const serve = () => begin(program, ["serve", "--no-open"], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] }, "stdout", (line) => line);
const browse = (profile) => begin(browserPath, ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", `--user-data-dir=${profile}`], { stdio: ["ignore", "ignore", "pipe"] }, "stderr", (line) => (line.match(/ws:\/\/\S+/) || [])[0]);

async function open(browser, address) {
  const { what } = browser;
  const context = (await chromium.connectOverCDP(what)).contexts()[0];
  const page = await context.newPage();
  await page.goto(at(address, agency, 2024));
  await page.waitForSelector("table.sheet");
  return page;
}

// The words that are typed; what was typed of them is their beginning.
const WORDS = "我局认真做好政府信息公开各项工作，及时回应群众关切，按月检查栏目更新情况，逐项核对数据，按时办结申请。";
// A letter or two may wait for the page's next turn, and as many for the news of it to come here.
const BEHIND = 4;
const held = () => ((fs.readFileSync(yaml, "utf8").match(/其他事项: (?:\|\n +)?(.*)/) || ["", ""])[1]).replace("待填", "");

// Types until told to stop, at the pace of a quick hand; notes how many letters the page has taken, how many of them it has sent off,
// and how many the program has said it has: on a slow machine the distances between these take longer, and are no other.
function type(page) {
  const typing = { keys: [], sent: 0, told: 0, over: false };
  // How many letters a request carries.
  const letters = (request) => {
    if (!/\/api\/(edit|typed)\//.test(request.url())) return 0;
    const body = JSON.parse(request.postData() || "{}");
    const { texts = {} } = "text" in body ? JSON.parse(body.text || "{}") : body;
    return (texts["其他事项"] || "").replace("待填", "").length;
  };
  page.on("request", (request) => { typing.sent = Math.max(typing.sent, letters(request)); });
  page.on("response", (response) => { if (response.ok()) typing.told = Math.max(typing.told, letters(response.request())); });
  typing.done = (async () => {
    for (const letter of WORDS) {
      if (typing.over) break;
      await page.keyboard.type(letter);
      typing.keys.push(Date.now());
      await new Promise((resolve) => { setTimeout(resolve, 80); });
    }
  })().catch(() => {});
  return typing;
}

// How many letters are gone after everything is opened again, and how many at the kill were taken, sent off, and the program's.
async function lost(which) {
  fs.rmSync(path.join(path.dirname(yaml), ".typed-2024"), { force: true });
  fs.writeFileSync(yaml, first);
  let program = await serve();
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "nianbao-kill-"));
  let browser = await browse(profile);
  const area = (page) => page.locator('textarea[data-text="其他事项"]');
  const page = await open(browser, program.what);
  await area(page).fill("");
  check(await until(() => held() === ""), `the text can be taken away: ${held()}`);
  await area(page).focus();
  const typing = type(page);
  await new Promise((resolve) => { setTimeout(resolve, 700 + Math.random() * 2200); });
  let typed = typing.keys.length;
  const { sent, told, keys: { length: taken } } = typing;
  if (which.includes("program")) kill(program.child);
  if (which.includes("browser")) kill(browser.child);
  else {
    // The clerk goes on, and the page keeps what does not arrive.
    await new Promise((resolve) => { setTimeout(resolve, 600); });
    typing.over = true;
    await typing.done;
    typed = typing.keys.length;
  }
  typing.over = true;
  await Promise.all([which.includes("program") ? dead(program.child) : null, which.includes("browser") ? dead(browser.child) : null]);
  await typing.done;
  if (which.includes("program")) program = await serve();
  if (which.includes("browser")) browser = await browse(profile);
  const again = which.includes("browser") ? await open(browser, program.what) : await (async () => { await page.close(); return open(browser, program.what); })();
  const asked = () => again.locator("dialog[open]").count();
  await until(async () => await asked() || held().length >= typed);
  if (await asked()) await choose(again, "接着填");
  await until(() => held().length >= typed);
  const left = held();
  check(WORDS.startsWith(left), `${which}: what is in the file was not typed so: ${left}`);
  kill(browser.child);
  kill(program.child);
  await Promise.all([dead(browser.child), dead(program.child)]);
  fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  return { lost: typed - left.length, left: left.length, taken, sent, told };
}

for (const which of ["browser", "program", "program and browser"]) {
  const all = [];
  for (let round = 0; round < Number(rounds); round++) all.push(await lost(which));
  console.log(`${which} killed: ${all.map(({ lost, taken, sent, told }) => `${lost} lost; ${taken} letters taken, ${sent} sent, ${told} told`).join("; ")}`);
  check(all.every(({ told }) => told > 0), `${which} killed: nothing was told`);
  // A page that lives keeps all; with a page that is killed goes what was on its way, and nothing that had arrived.
  check(all.every(({ left, told, lost }) => (which === "program" ? lost === 0 : left >= told)), `${which} killed: more is lost than was on its way`);
  // What is typed is sent off as it is typed.
  check(all.every(({ taken, sent }) => taken - sent <= BEHIND), `${which} killed: what was typed waits in the page`);
}
finish();
