// Talks to the program on this computer: the token of this start comes in the address's fragment and never leaves it.
const KEY = "nianbao-token";
// What the address says behind #, without the token, which is put away.
export function route() {
  const match = location.hash.match(/^#token=([0-9a-f]+)(.*)$/);
  if (match) {
    sessionStorage.setItem(KEY, match[1]);
    history.replaceState(null, "", "#" + (match[2] || "/"));
  }
  return location.hash.replace(/^#\/?/, "");
}
route();
export const token = sessionStorage.getItem(KEY) || "";

export class Refused extends Error {
  constructor(status, body) {
    super((body && body.message) || "程序没有回答，可能已经关闭；重新打开程序，这里填的还在");
    this.status = status;
    this.body = body;
  }
}

async function call(method, path, body, type, signal) {
  let answer;
  try {
    const headers = { "X-Nianbao-Token": token };
    if (type) headers["Content-Type"] = type;
    answer = await fetch(path, { method, headers, body, signal, cache: "no-store" });
  } catch (error) {
    throw new Refused(0, null);
  }
  const kind = answer.headers.get("Content-Type") || "";
  const content = kind.startsWith("application/json") ? await answer.json() : await answer.blob();
  if (!answer.ok) throw new Refused(answer.status, content.message ? content : null);
  return content;
}

// `signal` gives the request up.
export const get = (path, signal) => call("GET", path, undefined, undefined, signal);
export const post = (path, value) => call("POST", path, JSON.stringify(value), "application/json");
export const send = (path, bytes) => call("POST", path, bytes, "application/octet-stream");

let largest = Infinity;
// Makes this page known. The cookie that comes with the answer lets pictures and the stream of events, which can send no header, be
// told from others' requests; the answer says how large a file the program takes in.
export async function hello() {
  ({ largest } = await post("/api/hello", {}));
}
// Why a file is not even sent; empty where it is.
export function tooLarge(file) {
  return file.size > largest ? `文件超过 ${Math.floor(largest / 1024 / 1024)} MB，没有读；年度报告没有这么大的，请看看是不是选错了文件` : "";
}

export const address = (agency, year) => `${encodeURIComponent(agency)}/${year}`;

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else if (value === true) made.setAttribute(key, "");
    else made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

// Sets a text or an attribute where it is another: a page of some hundred cells is laid out anew for every one that is set.
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
export function attribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

const status = document.getElementById("status");
let until = 0;
let timer = 0;
// What went wrong stays to be read for some seconds, or until the clerk goes on; what went well meanwhile is said behind it, and goes
// after a while.
export function say(words, bad = false) {
  clearTimeout(timer);
  const wait = bad ? 0 : until - Date.now();
  if (wait > 0) { timer = setTimeout(() => say(words), wait); return; }
  until = bad ? Date.now() + 4000 : 0;
  put(status, words);
  status.classList.toggle("bad", bad);
  if (!bad && words) timer = setTimeout(() => say(""), 15000);
}
// Nothing of before is said any more: another page, or the clerk goes on.
export function goOn() { until = 0; }
for (const what of ["input", "keydown"]) document.addEventListener(what, goOn, true);

const dialog = document.getElementById("dialog");
// Asks with buttons; resolves to the value of the one chosen, null when the dialog is left.
export function ask(title, body, buttons) {
  document.getElementById("dialog-title").textContent = title;
  document.getElementById("dialog-body").replaceChildren(...[body].flat());
  const row = document.getElementById("dialog-buttons");
  row.replaceChildren(...buttons.map(([label, value, main]) => element("button", { value, class: main ? "main" : "" }, label)));
  const before = document.activeElement;
  dialog.returnValue = "";
  dialog.showModal();
  // Where nothing is to be written or chosen, Enter is the answer that is meant, not the first thing that takes the focus.
  const main = row.querySelector(".main");
  if (main && !dialog.querySelector("#dialog-body :is(input, textarea, select)")) main.focus({ preventScroll: true });
  // What is asked is read from its beginning; the buttons stay in sight.
  dialog.scrollTop = 0;
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      // Where the clerk was; what was drawn anew meanwhile takes nothing.
      if (before && before.isConnected) before.focus();
      resolve(dialog.returnValue || null);
    }, { once: true });
  });
}

// Lets files be chosen; the field stays in the page until they are.
export function choose(settings, take) {
  const input = element("input", { type: "file", hidden: true, ...settings });
  input.addEventListener("change", () => { input.remove(); if (input.files.length) take([...input.files]); });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

// Takes a file in at an address; what is filled in already is changed only when the clerk says so.
export async function bringIn(address, file) {
  const to = `${address}?name=${encodeURIComponent(file.name)}`;
  const answer = await send(to, file);
  if (!answer.differs) return answer;
  const cells = ({ what, old, new: read }) => element("tr", {}, ...[what, old || "（没有填）", read].map((text) => element("td", {}, text)));
  const table = element("table", { class: "conflict" }, element("thead", {}, element("tr", {}, ...["在哪里", "现在填的", file.name].map((text) => element("th", { scope: "col" }, text)))), element("tbody", {}, ...answer.differs.map(cells)));
  const words = `${answer.agency} ${answer.year} 年度已经填过，与“${file.name}”不同的有 ${answer.differs.length} 处${answer.open ? `；另有 ${answer.open} 处还没有填，文件里有` : ""}：`;
  const buttons = [["都照文件", "all"], ...(answer.open ? [["只填没有填的", "open", true]] : []), ["都不改", "no", !answer.open]];
  const chosen = await ask("和已经填的不同", [element("p", {}, words), element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "不同的地方" }, table)], buttons);
  if (chosen === "all" || chosen === "open") return send(`${to}&agreed=${chosen}`, file);
  return { agency: answer.agency, year: answer.year, lines: [`“${file.name}”没有并入，已经填的没有改动`] };
}

// What became of a file that was taken in: what must be known at once, the rest to be unfolded.
export function told({ lines, unread = [], open = 0 }) {
  const rest = unread.length ? [element("details", {}, element("summary", {}, open ? `没有读出、仍要填的：${open} 处` : "读入时要看一看的"), element("ul", {}, ...unread.map((line) => element("li", {}, line))))] : [];
  return [...lines.map((line) => element("p", {}, line)), ...rest];
}

export function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  // For a moment in the page, and nothing to be read out or come to by keyboard.
  link.hidden = true;
  document.body.append(link);
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); link.remove(); }, 1000);
}
