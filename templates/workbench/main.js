// Which page is shown: the folder or one report, by the address.
import { ask, element, goOn, hello, post, route, say, token } from "./api.js";
import { folder } from "./folder.js";
import { Report } from "./report.js";

const root = document.getElementById("main");
let report = null;

async function show() {
  if (report) report.close();
  report = null;
  goOn();
  say("");
  const [path, query] = route().split("?");
  const [agency, year] = path.split("/").map(decodeURIComponent);
  try {
    if (agency && year) {
      report = new Report(agency, Number(year), root);
      document.title = `${agency} ${year} 年度`;
      await report.open();
    } else {
      document.title = "政府信息公开工作年度报告";
      await folder(root, query);
    }
    root.focus({ preventScroll: true });
  } catch (error) {
    root.replaceChildren(Object.assign(document.createElement("p"), { textContent: error.message }));
    say(error.message, true);
  }
}

let events = null;

function changed({ agency, year, hash }) {
  if (report && report.agency === agency && report.year === year) report.moved(hash);
}

function hear(told) {
  events = new EventSource("/api/events");
  events.addEventListener("open", () => { if (report) report.moved(""); });
  events.addEventListener("changed", (event) => told(JSON.parse(event.data)));
}

// Hears of files that change. A browser keeps six connections to one address: one window hears for all, and the next one when it
// is closed.
function listen() {
  document.addEventListener("visibilitychange", () => { if (!document.hidden && report) report.moved(""); });
  if (!navigator.locks || !window.BroadcastChannel) { hear(changed); return; }
  const others = new BroadcastChannel("nianbao");
  others.addEventListener("message", (event) => changed(event.data));
  navigator.locks.request("nianbao-events", () => new Promise(() => {
    hear((what) => { changed(what); others.postMessage(what); });
  }));
}

async function end() {
  if (report) await report.settled();
  const { cells, other } = report ? report.unsaved() : { cells: [], other: 0 };
  const left = cells.length + other;
  const words = left ? `有 ${left} 处填的没有存进文件，下次打开这份报告时可以接着填。` : "填的都已经在文件里。";
  const answer = await ask("结束", element("p", {}, `${words}结束以后这个网页就不能用了，要用再打开程序。`), [["结束", "yes", true], ["取消", ""]]);
  if (answer !== "yes") return;
  if (report) await report.settled();
  if (events) events.close();
  await post("/api/end", {});
  if (report) report.close();
  root.replaceChildren(element("p", {}, "程序已经结束，可以关掉这个网页。"));
}

async function start() {
  if (!token) {
    root.textContent = "请从程序打开这个页面：地址里要带这次启动的口令。";
    return;
  }
  await hello();
  listen();
  document.getElementById("nav").replaceChildren(element("button", { type: "button", onclick: () => end().catch((error) => say(error.message, true)) }, "结束"));
  // A file that is dropped beside the place for it would be shown instead of this page.
  window.addEventListener("dragover", (event) => event.preventDefault());
  window.addEventListener("drop", (event) => {
    const dropped = event.defaultPrevented ? null : event.dataTransfer.files[0];
    event.preventDefault();
    if (dropped && report) report.takeIn(dropped);
  });
  window.addEventListener("hashchange", show);
  window.addEventListener("resize", () => { if (report) report.resized(); });
  await show();
}

start().catch((error) => say(error.message, true));
