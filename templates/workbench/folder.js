// The folder: agencies of a year with their state, what is missing, what was passed over.
import { ask, download, element, get, post, say, send } from "./api.js";

export async function folder(root, year) {
  const office = await get(`/api/office${year ? `?year=${year}` : ""}`);
  office.year = office.year || Number(year) || new Date().getFullYear() - 1;
  if (!office.years.includes(office.year)) office.years.unshift(office.year);
  const years = element("select", { "aria-label": "年度" }, ...office.years.map((each) => element("option", { value: each, selected: each === office.year }, `${each} 年度`)));
  years.addEventListener("change", () => { location.hash = `#/?${years.value}`; });
  const rows = office.agencies.map((agency) => row(agency, office.year));
  const find = element("input", { class: "basic", type: "search", "aria-label": "查找机关", placeholder: "查找机关" });
  find.addEventListener("input", () => rows.forEach((line) => { line.hidden = !line.dataset.agency.includes(find.value.trim()); }));
  const heads = ["机关", "状态", "成文日期", "错误", "警告", "提示"].map((head) => element("th", { scope: "col" }, head));
  const table = element("table", { class: "list" }, element("caption", { class: "visually-hidden" }, `${office.year} 年度各机关`), element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
  const left = office.passed_over.map(({ path, why }) => element("li", {}, `${path}：${why}`));
  root.replaceChildren(
    element("h1", {}, "全部机关"),
    element("section", { class: "panel" },
      element("p", { class: "buttons" }, years, find,
        element("button", { type: "button", onclick: () => create(office) }, "新建"),
        element("button", { type: "button", onclick: () => bring(office) }, "导入文件"),
        element("button", { type: "button", class: "main", onclick: () => make(office) }, "全部生成"),
        element("button", { type: "button", onclick: () => publish(office) }, "公布")),
      drop(office)),
    element("section", { class: "panel" }, rows.length ? element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "各机关" }, table) : element("p", {}, `${office.folder} 里还没有 ${office.year} 年度的数据；按“新建”或“导入文件”开始。`)),
    left.length ? element("section", { class: "panel" }, element("h2", {}, "没有读的文件"), element("ul", {}, ...left)) : "");
  say(`${office.folder}`);
}

function row(agency, year) {
  const name = agency.data ? element("a", { href: `#/${encodeURIComponent(agency.agency)}/${year}` }, agency.agency) : element("span", {}, agency.agency);
  const number = (count) => element("td", { class: "number" }, agency.data ? String(count) : "");
  const line = element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, agency.state), element("td", {}, agency.date || ""), number(agency.errors), number(agency.warnings), number(agency.hints));
  line.dataset.agency = agency.agency;
  return line;
}

async function create(office) {
  const agency = element("input", { class: "basic", id: "new-agency" });
  const year = element("input", { class: "basic", id: "new-year", inputmode: "numeric", value: String(office.year) });
  const answer = await ask("新建", [element("label", { class: "field" }, element("span", {}, "机关全称"), agency), element("label", { class: "field" }, element("span", {}, "年度"), year)], [["新建", "yes", true], ["取消", ""]]);
  if (answer !== "yes") return;
  try {
    await post("/api/new", { agency: agency.value.trim(), year: Number(year.value) });
    location.hash = `#/${encodeURIComponent(agency.value.trim())}/${Number(year.value)}`;
  } catch (error) { say(error.message, true); }
}

async function take(files) {
  const lines = [];
  for (const file of files) {
    say(`正在读 ${file.name}……`);
    try {
      const answer = await send(`/api/import?name=${encodeURIComponent(file.name)}`, file);
      lines.push(...answer.lines);
    } catch (error) { lines.push(`${file.name}：${error.message}`); }
  }
  await ask("导入", lines.map((line) => element("p", {}, line)), [["好", "ok", true]]);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

function bring() {
  const input = element("input", { type: "file", multiple: true });
  input.addEventListener("change", () => { if (input.files.length) take([...input.files]); });
  input.click();
}

function drop() {
  const area = element("p", { class: "drop" }, "把上年的报告（Word、PDF、网页）或今年的填报表（Excel）拖到这里");
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
