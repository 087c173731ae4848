// Which page is shown: the folder or one report, by the address.
import { ask, element, post, route, say, token } from "./api.js";
import { folder } from "./folder.js";
import { Report } from "./report.js";

const root = document.getElementById("main");
let report = null;

async function show() {
  if (report) report.close();
  report = null;
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

// Hears of files that change. A browser keeps six connections to one address: a page that nobody sees gives its own back, and
// looks again when it is seen.
let events = null;
function listen() {
  if (document.hidden) {
    if (events) events.close();
    events = null;
  } else if (!events) {
    events = new EventSource("/api/events");
    events.addEventListener("open", () => { if (report) report.moved(""); });
    events.addEventListener("changed", (event) => {
      const { agency, year, hash } = JSON.parse(event.data);
      if (report && report.agency === agency && report.year === year) report.moved(hash);
    });
  }
}

async function end() {
  const answer = await ask("结束", element("p", {}, "填的都已经在文件里。结束以后这个网页就不能用了，要用再打开程序。"), [["结束", "yes", true], ["取消", ""]]);
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
  // The cookie lets pictures and the stream of events, which can send no header, be told from others' requests.
  await post("/api/hello", {});
  listen();
  document.addEventListener("visibilitychange", listen);
  document.getElementById("nav").replaceChildren(element("button", { type: "button", onclick: () => end().catch((error) => say(error.message, true)) }, "结束"));
  window.addEventListener("hashchange", show);
  await show();
}

start().catch((error) => say(error.message, true));
