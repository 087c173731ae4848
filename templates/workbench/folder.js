// The folder: agencies of a year with their state, what is missing, what was passed over.
import { ask, bringIn, choose, element, get, post, say, told, tooLarge } from "./api.js";

export async function folder(root, year) {
  let office = await get(`/api/office${year ? `?year=${year}` : ""}`);
  if (!office.year && office.roster) office = await get(`/api/office?year=${new Date().getFullYear() - 1}`);
  office.year = office.year || Number(year) || new Date().getFullYear() - 1;
  if (!office.years.includes(office.year)) office.years.unshift(office.year);
  // The year behind the last one is the one to be begun.
  if (office.agencies.some((agency) => agency.data) && !office.years.includes(office.years[0] + 1) && office.years[0] < new Date().getFullYear()) office.years.unshift(office.years[0] + 1);
  const years = element("select", { "aria-label": "年度" }, ...office.years.map((each) => element("option", { value: each, selected: each === office.year }, `${each} 年度`)));
  years.addEventListener("change", () => { location.hash = `#/?${years.value}`; });
  const rows = office.agencies.map((agency) => row(agency, office.year));
  const find = element("input", { class: "basic", type: "search", "aria-label": "查找机关", placeholder: "查找机关" });
  find.addEventListener("input", () => rows.forEach((line) => { line.hidden = !line.dataset.agency.includes(find.value.trim()); }));
  const missing = office.agencies.filter((agency) => !agency.data).length;
  const waiting = office.agencies.filter((agency) => agency.to_correct);
  const heads = ["机关", "状态", "成文日期", "错误", "警告", "提示"].map((head, place) => element("th", { scope: "col", class: place > 2 ? "number" : null }, head));
  const table = element("table", { class: "list" }, element("caption", { class: "visually-hidden" }, `${office.year} 年度各机关`), element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
  const left = office.passed_over.map(({ path, why }) => element("li", {}, `${path}：${why}`));
  root.replaceChildren(
    element("h1", {}, "全部机关"),
    element("section", { class: "panel" },
      element("p", { class: "buttons" }, years, find,
        element("button", { type: "button", onclick: () => create(office) }, "新建"),
        element("button", { type: "button", onclick: () => choose({ multiple: true }, take) }, "导入文件"),
        element("button", { type: "button", onclick: () => roster(office) }, "名单"),
        element("button", { type: "button", class: "main", onclick: () => make(office) }, "全部生成"),
        element("button", { type: "button", onclick: () => publish(office) }, "公布"),
        waiting.length ? element("button", { type: "button", onclick: () => correct(office, waiting) }, `更正（${waiting.length}）`) : null),
      office.trouble ? element("p", { class: "finding error", role: "alert" }, `${office.trouble}；按“名单”改正`) : null,
      drop(office)),
    element("section", { class: "panel" }, rows.length ? element("p", { id: "tally" }, `共 ${rows.length} 个机关${missing ? `，未交 ${missing} 个` : "，都交了"}${waiting.length ? `，公布以后改过、要更正的 ${waiting.length} 个` : ""}。`) : null, rows.length ? element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "各机关" }, table) : element("p", {}, `${office.folder} 里还没有 ${office.year} 年度的数据；按“新建”或“导入文件”开始。`)),
    office.changes.length ? changes(office) : "",
    office.unlisted.length ? element("section", { class: "panel" }, element("h2", {}, "名单上没有的"), element("ul", {}, ...office.unlisted.map((path) => element("li", {}, path)))) : "",
    left.length ? element("section", { class: "panel" }, element("h2", {}, "没有读的文件"), element("ul", {}, ...left)) : "");
  say(`${office.folder}`);
}

function row(agency, year) {
  const name = agency.data ? element("a", { href: `#/${encodeURIComponent(agency.agency)}/${year}` }, agency.agency) : element("span", {}, agency.agency);
  const begin = agency.data ? null : element("button", { type: "button", class: "begin", "aria-label": `新建 ${agency.agency} ${year} 年度`, onclick: () => start(agency.agency, year) }, "新建");
  const number = (count) => element("td", { class: "number" }, agency.data ? String(count) : "");
  const remarks = (agency.remarks || []).map((remark) => element("span", { class: "remark" }, remark));
  const line = element("tr", { class: agency.data ? "" : "missing" }, element("th", { scope: "row" }, name), element("td", {}, agency.state, begin ? "　" : null, begin, ...remarks), element("td", {}, agency.date || ""), number(agency.errors), number(agency.warnings), number(agency.hints));
  line.dataset.agency = agency.agency;
  return line;
}

// Begins the report of an agency and leads to it.
async function start(agency, year) {
  try { await post("/api/new", { agency, year }); } catch (error) { say(error.message, true); return; }
  location.hash = `#/${encodeURIComponent(agency)}/${year}`;
}

async function create(office) {
  const known = office.agencies.map((agency) => agency.agency);
  const agency = element("input", { class: "basic", id: "new-agency", list: "known", autocomplete: "off", value: known.length === 1 ? known[0] : "" });
  // Where all have this year's, it is the next that is begun.
  const next = known.length && office.agencies.every((agency) => agency.data) && office.year < new Date().getFullYear() - 1 ? office.year + 1 : office.year;
  const year = element("input", { class: "basic", id: "new-year", inputmode: "numeric", value: String(next) });
  const answer = await ask("新建", [element("datalist", { id: "known" }, ...known.map((name) => element("option", { value: name }))), element("label", { class: "field" }, element("span", {}, "机关全称"), agency), element("label", { class: "field" }, element("span", {}, "年度"), year)], [["新建", "yes", true], ["取消", ""]]);
  if (answer === "yes") await start(agency.value.trim(), Number(year.value));
}

// What was corrected or taken back in the year, and why.
function changes(office) {
  const known = new Set(office.agencies.filter((agency) => agency.data).map((agency) => agency.agency));
  const name = (agency) => (known.has(agency) ? element("a", { href: `#/${encodeURIComponent(agency)}/${office.year}` }, agency) : agency);
  const rows = office.changes.map(({ agency, done, number, date, reason }) => element("tr", {}, element("th", { scope: "row" }, name(agency)), element("td", {}, `第 ${number} 次${done}`), element("td", {}, date || "报告的成文日期"), element("td", {}, reason)));
  const heads = ["机关", "更正、撤回", "日期", "理由"].map((head) => element("th", { scope: "col" }, head));
  const table = element("table", { class: "list", id: "corrections" }, element("caption", { class: "visually-hidden" }, `${office.year} 年度的更正和撤回`), element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
  return element("section", { class: "panel" }, element("h2", {}, "更正和撤回"), element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "更正和撤回的记录" }, table));
}

// Who is to deliver: one name a line, as it can be pasted from a spreadsheet.
async function roster(office) {
  const list = element("textarea", { rows: 14, id: "roster" });
  list.value = office.roster || office.agencies.map((agency) => agency.agency).join("\n");
  const answer = await ask("应交机关名单", [element("p", {}, "一行写一个机关全称，可以从 Excel 复制一列粘贴进来；# 后面是自己的注。没有交的显示为“未交”。全部删去就不用名单。"), element("label", { class: "field" }, element("span", {}, "名单"), list)], [["存名单", "yes", true], ["取消", ""]]);
  if (answer !== "yes") return;
  try {
    say((await post("/api/roster", { list: list.value })).lines[0]);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } catch (error) { say(error.message, true); }
}

// Published reports whose data was changed: each needs a reason of its own.
async function correct(office, waiting) {
  const fields = waiting.map((agency) => [agency.agency, element("textarea", { rows: 2 })]);
  const answer = await ask("更正", [element("p", {}, "下面的报告公布以后数据改过。要更正的写明理由，没有写的不动；原来的文件会留存，另写一页更正说明。成文日期请先在各份报告里改成更正的日期。"),
    ...fields.map(([agency, field]) => element("label", { class: "field" }, element("span", {}, `${agency}：更正的理由`), field))], [["更正并生成", "yes", true], ["取消", ""]]);
  if (answer !== "yes") return;
  const reasons = Object.fromEntries(fields.map(([agency, field]) => [agency, field.value.trim()]).filter(([, words]) => words));
  if (!Object.keys(reasons).length) { say("没有写理由，什么都没有改", true); return; }
  try {
    const done = await post("/api/correct", { year: office.year, reasons });
    await ask("更正", done.lines.map((line) => element("p", {}, line)), [["好", "ok", true]]);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } catch (error) { say(error.message, true); }
}

async function take(files) {
  const lines = [];
  const taken = [];
  for (const file of files) {
    if (tooLarge(file)) { lines.push(element("p", {}, `${file.name}：${tooLarge(file)}`)); continue; }
    say(`正在读 ${file.name}……`);
    try {
      const answer = await bringIn("/api/import", file);
      lines.push(...told(answer));
      if (answer.agency) taken.push(answer);
    } catch (error) { lines.push(element("p", {}, `${file.name}：${error.message}`)); }
  }
  say("");
  // From last year's report to this year's is one step.
  const [one] = taken;
  const goes = taken.length && taken.every((other) => other.agency === one.agency) ? Math.max(...taken.map((other) => other.year)) : 0;
  const on = goes && goes < new Date().getFullYear() - 1 ? [[`接着填 ${goes + 1} 年度`, "next", true]] : [];
  const look = goes ? [[`打开 ${goes} 年度`, "look", !on.length]] : [];
  const answer = await ask("导入", lines, [...on, ...look, ["好", "ok", !goes]]);
  if (answer === "look") { location.hash = `#/${encodeURIComponent(one.agency)}/${goes}`; return; }
  if (answer === "next") { await start(one.agency, goes + 1); return; }
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

function drop() {
  const area = element("p", { class: "drop" }, "第一次用：先把上年的报告（Word、PDF、网页）拖到这里，再接着填今年的。今年的填报表（Excel）也可以拖来");
  area.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("over"); });
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => { event.preventDefault(); area.classList.remove("over"); take([...event.dataTransfer.files]); });
  return area;
}

async function make(office) {
  say("正在生成……");
  try {
    const answer = await post("/api/build", { year: office.year });
    await ask("生成", answer.lines.map((line) => element("p", {}, line)), [["好", "ok", true]]);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } catch (error) { say(error.message, true); }
}

async function publish(office) {
  const answer = await ask("公布", element("p", {}, `把 out 里 ${office.year} 年度的报告记作已公布；以后再改要写更正的理由。`), [["公布", "yes", true], ["取消", ""]]);
  if (answer !== "yes") return;
  try {
    const done = await post("/api/publish", { year: office.year });
    await ask("公布", done.lines.map((line) => element("p", {}, line)), [["好", "ok", true]]);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } catch (error) { say(error.message, true); }
}
