// Which page is shown: the folder or one report, by the address.
import { post, route, say, token } from "./api.js";
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

async function start() {
  if (!token) {
    root.textContent = "请从程序打开这个页面：地址里要带这次启动的口令。";
    return;
  }
  // The cookie lets pictures and the stream of events, which can send no header, be told from others' requests.
  await post("/api/hello", {});
  const events = new EventSource("/api/events");
  events.addEventListener("changed", (event) => {
    const { agency, year, hash } = JSON.parse(event.data);
    if (report && report.agency === agency && report.year === year) report.moved(hash);
  });
  window.addEventListener("hashchange", show);
  await show();
}

start().catch((error) => say(error.message, true));
