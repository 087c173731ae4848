// One report: the tables as printed, the texts, last year's figures, findings beside the cells, the preview.
import { address, ask, bringIn, choose, download, element, get, post, put, Refused, say, told, tooLarge } from "./api.js";
import { figures } from "./block.js";
import { merged, split } from "./merge.js";
import { fault, plain, Sheet, UNFILLED } from "./sheet.js";
import { Steps } from "./steps.js";

// Milliseconds without a key before the pages are shown anew.
const PAUSE = 15;
// What a report is made of, as it is sent.
const PARTS = ["cells", "texts", "basics", "reasons"];
const LEVELS = { error: "错误", warning: "警告", hint: "提示" };

// A day as it is written in the file, of the ways in which it is typed: 2025年1月20日, 2025.1.20, 2025/1/20.
function day(text) {
  const plain = text.normalize("NFKC").trim();
  const found = plain.match(/^(\d{4})\s*[年.\/-]\s*(\d{1,2})\s*[月.\/-]\s*(\d{1,2})\s*日?$/);
  return found ? [found[1], found[2].padStart(2, "0"), found[3].padStart(2, "0")].join("-") : plain;
}

// How many lines a field has for a text: a paragraph takes as many as it fills.
const lines = (text) => Math.min(24, Math.max(5, text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 40)), 1)));

// The reason written down for a check.
const reasonOf = (excused, which) => (excused.find((finding) => finding.which === which) || { reason: "" }).reason;

export class Report {
  constructor(agency, year, root) {
    this.agency = agency;
    this.year = year;
    this.root = root;
    this.pending = Object.fromEntries(PARTS.map((part) => [part, {}]));
    this.bad = new Map();
    this.sheets = [];
    this.fields = new Map();
    this.steps = new Steps();
    this.busy = null;
    this.closed = false;
    // What gives up the preview that is under way.
    this.drawing = new AbortController();
    // Counts changes, across windows and starts: of two records of what was typed the higher one is the later.
    this.at = 0;
  }

  get path() { return address(this.agency, this.year); }
  get store() { return `nianbao/${this.state.place}/${this.agency}/${this.year}`; }

  async open() {
    this.take(await get(`/api/report/${this.path}`));
    this.draw();
    await this.recover();
    this.refresh();
    this.preview();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.shown);
    this.drawing.abort();
  }

  take(state) {
    this.state = state;
    this.hash = state.hash;
  }

  // What was typed and had not reached the file when the program or the page was closed.
  async recover() {
    const { written, kept } = this.state.typed;
    this.at = Math.max(this.at, written);
    // A browser that was killed may have lost its last record, and still has one of what has long been in the file.
    const records = [localStorage.getItem(this.store), kept].filter(Boolean).map((record) => JSON.parse(record)).filter(({ at = Infinity }) => at > written);
    const left = records.sort((a, b) => b.at - a.at)[0];
    if (!left) { localStorage.removeItem(this.store); return; }
    // What was on its way when the page was closed may have arrived; then the change of the file is this one.
    const sent = Object.entries(left.sent || {}).flatMap(([part, fields]) => Object.entries(fields).map(([key, text]) => [part, key, text]));
    let arrived = sent.length > 0 && sent.every(([part, key, text]) => text === this.written(part, key)) ? 1 : 0;
    for (const part of PARTS) for (const [key, text] of Object.entries(left[part] || {})) {
      if (text === this.written(part, key)) { delete left[part][key]; arrived += 1; }
    }
    const count = PARTS.reduce((sum, part) => sum + Object.keys(left[part] || {}).length, left.bad.length);
    if (!count) { this.forget(); return; }
    const words = `上次有 ${count} 处填了还没有存进文件${left.hash === this.hash || arrived ? "" : "，后来文件又改过"}。`;
    const answer = await ask("接着上次填", element("p", {}, words), [["接着填", "yes", true], ["不要了", "no"]]);
    // Who leaves the question has not thrown anything away.
    if (answer === "no") { this.forget(); return; }
    for (const part of PARTS) Object.assign(this.pending[part], left[part]);
    for (const [name, value] of left.bad) this.bad.set(name, value);
    for (const [key, text] of Object.entries(this.pending.texts)) this.show(key, text);
    for (const [key, text] of Object.entries(this.pending.basics)) this.show(key, text);
    this.soon();
  }

  // What the file says.
  written(part, key) {
    const { cells, texts, basics, excused } = this.state;
    if (part === "cells") return cells[key] ? cells[key].text : UNFILLED;
    if (part === "reasons") return reasonOf(excused, key);
    const field = (part === "texts" ? texts : basics).find((field) => field.key === key);
    return field ? field.text : "";
  }

  // Puts a text or a basic value into its field.
  show(key, text) {
    const folded = text !== "" && this.fields.has(key) && this.fields.get(key).closest("details");
    if (folded) folded.open = true;
    const field = this.fields.get(key);
    if (!field) return;
    const shown = text === UNFILLED && field.tagName !== "SELECT" ? "" : text;
    if (field.value === shown) return;
    // Who is writing there goes on where they were.
    const caret = document.activeElement === field && field.tagName === "TEXTAREA" ? [field.value.slice(0, field.selectionEnd), field.value.slice(field.selectionEnd)] : null;
    field.value = shown;
    if (field.tagName === "TEXTAREA") field.rows = lines(shown);
    if (!caret) return;
    const at = shown.startsWith(caret[0]) ? caret[0].length : shown.endsWith(caret[1]) ? shown.length - caret[1].length : Math.min(caret[0].length, shown.length);
    field.setSelectionRange(at, at);
  }

  get waits() { return Object.values(this.pending).some((part) => Object.keys(part).length) || this.bad.size > 0; }
  get record() { return JSON.stringify({ at: this.at, hash: this.hash, ...this.pending, bad: [...this.bad], sent: this.sent }); }

  keep() {
    if (this.waits) localStorage.setItem(this.store, this.record);
    else localStorage.removeItem(this.store);
  }

  // Tells the program what is on no way to the file: a browser that is killed loses what its pages kept in the last seconds.
  tell() { post(`/api/typed/${this.path}`, { at: this.at, text: this.waits ? this.record : "" }).catch(() => {}); }

  // Nothing is left of what was typed before.
  forget() {
    localStorage.removeItem(this.store);
    this.at = Math.max(Date.now(), this.at + 1);
    this.tell();
  }

  // The model of the sheets.
  cell(name) { return this.state.cells[name]; }
  saved(name) { const cell = this.cell(name); return cell && cell.text !== UNFILLED ? cell.text : ""; }
  text(name) {
    if (this.bad.has(name)) return this.bad.get(name).text;
    if (name in this.pending.cells) return this.pending.cells[name];
    const cell = this.cell(name);
    return cell ? cell.text : UNFILLED;
  }
  last(name) { return this.state.last[name]; }
  edited(name) { return name in this.pending.cells || this.bad.has(name); }
  kept(name) { return this.bad.has(name) ? `没有存进文件：${this.bad.get(name).why}` : ""; }
  focused(name, input) {
    const cell = this.cell(name);
    const note = cell && cell.note ? `　${cell.note}` : "";
    say(`${input.getAttribute("aria-label")}${note}`);
  }
  changed(name, text, why) {
    if (why) { this.bad.set(name, { text, why }); delete this.pending.cells[name]; }
    else {
      this.bad.delete(name);
      // What is on its way to the file may differ from what was last heard of it: then the change is sent all the same.
      if (!this.busy && (text === this.saved(name) || (text === UNFILLED && this.saved(name) === ""))) delete this.pending.cells[name];
      else this.pending.cells[name] = text;
    }
    if (this.filling) return;
    this.marks();
    this.soon();
  }
  // What is left of a table is said to be 0, all at once; Ctrl+Z takes it back.
  async zeros(table, inputs) {
    const answer = await ask(table.title, element("p", {}, `${table.short}还有 ${inputs.length} 格没有填。全年都没有发生的，才填 0。`), [[`${inputs.length} 格都填 0`, "yes", true], ["取消", ""]]);
    if (answer !== "yes") return;
    this.fill(inputs.map((input) => [input.dataset.cell, "0"]));
    say(`${table.short}填了 ${inputs.length} 个 0；按 Ctrl+Z 可以撤销`);
  }
  told(words) { say(words); }
  refuse(words) { say(words, true); }
  sheet(name) { return this.sheets.find((sheet) => sheet.inputs.has(name)); }
  // Fills several cells as one step; returns how many hold no figure then.
  fill(cells) {
    const changes = cells.map(([name, text]) => [name, this.text(name), text]);
    this.steps.note(changes);
    this.put(changes);
    return cells.filter(([name]) => this.bad.has(name)).length;
  }
  // Puts texts into cells: [cell, before, after].
  put(changes) {
    this.filling = true;
    for (const [name, , after] of changes) this.sheet(name).put(name, after);
    this.filling = false;
    this.sheets.forEach((sheet) => sheet.sums());
    this.marks();
    this.soon();
  }
  // Takes the last step back, or does it again; a cell that says something else by now stays.
  undo(again) {
    const step = again ? this.steps.again() : this.steps.back();
    if (!step) { say(again ? "没有可以重做的" : "没有可以撤销的"); return; }
    const cells = step.filter(([name, from]) => this.sheet(name) && this.text(name) === from);
    this.put(cells);
    if (cells.length) this.sheet(cells[0][0]).inputs.get(cells[0][0]).input.focus();
    const left = step.length - cells.length;
    say(`${again ? "重做" : "撤销"}了 ${cells.length} 格${left ? `；${left} 格后来改过，没有动` : ""}`);
  }
  // Figures as they are read in files: 3件, 1,234. What is none stays as it was pasted.
  async figures(cells) {
    const odd = cells.filter(([, text, kind]) => fault(plain(text), kind));
    let read = [];
    if (odd.length) {
      try { ({ figures: read } = await post(`/api/figures/${this.path}`, { cells: odd.map(([name, text]) => [name, text]) })); } catch (error) { say(error.message, true); }
    }
    const known = new Map(odd.map(([name], at) => [name, read[at]]));
    return cells.map(([name, text]) => [name, known.get(name) || plain(text)]);
  }
  // A cell is left with what is no plain figure: it is read as in a file, or the clerk is told what to write.
  left(name, kind) { this.reading = this.reread(name, kind); }
  async reread(name, kind) {
    const text = this.text(name);
    const [[, read]] = await this.figures([[name, text, kind]]);
    if (this.text(name) !== text) return;
    const why = fault(read, kind);
    if (why) { say(`“${text}”没有存进文件：${why}`, true); return; }
    this.fill([[name, read]]);
    say(`“${text}”读作 ${read}；按 Ctrl+Z 可以撤销`);
  }
  pasted(count, red, differing) {
    const words = [`粘贴了 ${count} 格；按 Ctrl+Z 可以撤销`];
    if (red) words.push(`${red} 格不是数字，标红，没有存进文件`);
    if (differing.length) words.push(`粘贴的合计和各格相加不同：${differing.slice(0, 3).join("、")}${differing.length > 3 ? ` 等 ${differing.length} 处` : ""}`);
    say(words.join("；"), words.length > 1);
  }

  // A table pasted with its labels: the program says which cell is which.
  async labelled(pasted, table) {
    try {
      const found = await post(`/api/recognise/${this.path}`, pasted);
      const cells = found.cells.filter((cell) => this.sheet(cell.name));
      if (!cells.length) { say(`从粘贴的内容里没有认出${table.short}的行`, true); return; }
      this.fill(cells.map(({ name, text }) => [name, text]));
      const words = [`按行名和列名填入 ${cells.length} 格；按 Ctrl+Z 可以撤销`];
      const left = figures(pasted.text) - found.cells.length - found.totals.length - found.unread.length;
      if (left > 0) words.push(`另有 ${left} 个数没有认出是哪一格的，没有填`);
      if (found.unread.length) words.push(`${found.unread.length} 格没有认出：${found.unread.slice(0, 5).join("、")}`);
      const differing = found.totals.filter(({ name, text }) => { const sheet = this.sheets.find((sheet) => sheet.totals.has(name)); return sheet && String(sheet.number(name)) !== text; });
      if (differing.length) words.push(`粘贴的合计和各格相加不同：${differing.slice(0, 3).map(({ words }) => words).join("、")}${differing.length > 3 ? ` 等 ${differing.length} 处` : ""}`);
      say(words.join("；"), words.length > 1);
    } catch (error) { say(error.message, true); }
  }

  soon() {
    this.since = this.since || performance.now();
    this.at = Math.max(Date.now(), this.at + 1);
    this.keep();
    if (this.busy || this.bad.size || !this.waits) this.tell();
    this.drawing.abort();
    clearTimeout(this.shown);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save());
  }

  // Sends what has changed; one request at a time, later changes wait for the answer.
  async save() {
    if (this.busy || this.closed) return;
    const sent = Object.fromEntries(PARTS.map((part) => [part, { ...this.pending[part] }]));
    if (!Object.values(sent).some((part) => Object.keys(part).length)) {
      // The preview was given up for what is not going into the file.
      if (this.drawn !== this.hash) this.preview();
      return;
    }
    this.busy = true;
    this.sent = sent;
    this.keep();
    const from = this.since || performance.now();
    this.since = 0;
    try {
      const answer = await post(`/api/edit/${this.path}`, { hash: this.hash, at: this.at, ...sent });
      for (const part of PARTS) {
        for (const [key, value] of Object.entries(sent[part])) if (this.pending[part][key] === value) delete this.pending[part][key];
      }
      this.refused = false;
      this.take({ ...this.state, ...answer });
      this.refresh();
      say(this.bad.size ? `已保存；${this.bad.size} 格没有存进文件，要改成数字` : "已保存", this.bad.size > 0);
      performance.measure("nianbao-findings", { start: from, end: performance.now() });
      clearTimeout(this.shown);
      this.shown = setTimeout(() => this.preview(from), PAUSE);
    } catch (error) {
      if (error instanceof Refused && error.status === 409) { this.busy = null; await this.conflict(error.body.now); return; }
      this.refused = true;
      this.tell();
      say(`没有保存：${error.message}`, true);
      if (error.status === 0) this.timer = setTimeout(() => this.save(), 2000);
    } finally {
      this.busy = null;
      if (!this.refused) this.sent = undefined;
      this.keep();
      if (Object.values(this.pending).some((part) => Object.keys(part).length) && !this.closed) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.save(), this.refused ? 2000 : 0);
      } else this.catchUp();
    }
  }

  // What was typed is in the file, as far as it can be.
  async settled() {
    await this.reading;
    clearTimeout(this.timer);
    for (let n = 0; n < 50 && this.busy; n++) await new Promise((resolve) => { setTimeout(resolve, 20); });
    await this.save();
  }

  // What was typed and is not in the file: cells that hold no number by their names, and how much else.
  unsaved() {
    const cells = [...this.bad.keys()].map((name) => this.words(name));
    return { cells, other: PARTS.reduce((sum, part) => sum + Object.keys(this.pending[part]).length, 0) };
  }

  // Whether all that was typed is in the file, so that something can be made of it; says what is not.
  async ready() {
    await this.settled();
    const { cells, other } = this.unsaved();
    if (cells.length) say(`${cells.slice(0, 3).join("；")}${cells.length > 3 ? ` 等 ${cells.length} 格` : ""}：填的没有存进文件，先改好`, true);
    else if (other) say("填的还没有存进文件，存好了再按一次", true);
    return !cells.length && !other;
  }

  // The file was changed by somebody else: what only one changed merges by itself, texts paragraph by paragraph; of every place that
  // both changed the clerk chooses.
  async conflict(now) {
    const before = this.state;
    const both = [];
    const place = (words, there, mine, settle) => both.push({ words, there, mine, settle });
    for (const [name, text] of Object.entries(this.pending.cells)) {
      const [there, was] = [now, before].map(({ cells }) => (cells[name] ? cells[name].text : UNFILLED));
      if (there !== was && there !== text) place(this.words(name), there, text, (mine) => { if (!mine) delete this.pending.cells[name]; });
    }
    for (const [key, text] of Object.entries(this.pending.texts)) {
      const [there, was] = [now, before].map(({ texts }) => texts.find((field) => field.key === key));
      if (!there || !was || there.text === was.text || there.text === text) continue;
      const pieces = merged(was.text, there.text, text);
      const open = pieces.filter((piece) => !piece.lines);
      const together = () => { this.pending.texts[key] = pieces.flatMap((piece) => piece.lines).join("\n"); this.show(key, this.pending.texts[key]); };
      if (!open.length) together();
      for (const piece of open) {
        place(`${there.title} 第 ${piece.number} 段`, piece.there.join("\n"), piece.mine.join("\n"), (mine) => {
          piece.lines = mine ? piece.mine : piece.there;
          if (open.every(({ lines }) => lines)) together();
        });
      }
    }
    for (const [key, text] of Object.entries(this.pending.basics)) {
      const [there, was] = [now, before].map(({ basics }) => basics.find((field) => field.key === key));
      if (there && was && there.text !== was.text && there.text !== text) place(key, there.text, text, (mine) => { if (!mine) delete this.pending.basics[key]; });
    }
    for (const [which, text] of Object.entries(this.pending.reasons)) {
      const there = reasonOf(now.excused, which);
      if (there !== reasonOf(before.excused, which) && there !== text) place("说明", there, text, (mine) => { if (!mine) delete this.pending.reasons[which]; });
    }
    this.take({ ...this.state, ...now });
    if (both.length) await this.settle(both);
    else say("文件在别处改过，已合并");
    for (const { key, text } of now.texts) if (!(key in this.pending.texts)) this.show(key, text);
    for (const { key, text } of now.basics) if (!(key in this.pending.basics)) this.show(key, text);
    this.refresh();
    this.soon();
  }

  // Asks of each place that two changed which of both is to stand; goes on only when that is answered.
  async settle(both) {
    const marked = (text, other) => { const [head, middle, tail] = split(text, other); return [head, element("mark", {}, middle), tail]; };
    const option = (number, value, text, other) => element("td", {}, element("label", {}, element("input", { type: "radio", name: `place-${number}`, value, checked: value === "mine" }), " ", ...(text === "" ? ["（没有）"] : marked(text, other))));
    const rows = both.map(({ words, there, mine }, number) => element("tr", {}, element("th", { scope: "row" }, words), option(number, "file", there, mine), option(number, "mine", mine, there)));
    const table = element("table", { class: "conflict" }, element("thead", {}, element("tr", {}, ...["在哪里", "文件里现在是", "这里填的是"].map((head) => element("th", { scope: "col" }, head)))), element("tbody", {}, ...rows));
    const body = [element("p", {}, `这份数据文件刚才被别的程序或另一个窗口改过，下面 ${both.length} 处两边都改了，逐处选一个；其余的已经合并：`), element("div", { class: "scroll" }, table)];
    let answer = null;
    while (!answer && !this.closed) answer = await ask("文件在别处改过", body, [["照选的办", "chosen", true], ["都用这里填的", "mine"], ["都用文件里的", "file"]]);
    both.forEach(({ settle }, number) => settle(answer === "mine" || (answer !== "file" && table.querySelector(`input[name=place-${number}]:checked`).value === "mine")));
    say("文件在别处改过，已照选的合并");
  }

  words(name) {
    for (const sheet of this.sheets) if (sheet.inputs.has(name)) return sheet.inputs.get(name).input.getAttribute("aria-label");
    return name;
  }

  catchUp() {
    const { missed } = this;
    this.missed = null;
    if (missed !== null && missed !== undefined) this.moved(missed);
  }

  // Another window or an editor saved the file.
  async moved(hash) {
    if (!this.hash || hash === this.hash || this.closed) return;
    // What is told while a save is on its way may be that save, or another's: it is looked at behind it.
    if (this.busy || this.looking) { this.missed = hash; return; }
    this.looking = true;
    try {
      const now = await get(`/api/report/${this.path}`);
      if (now.hash !== this.hash && !this.busy) await this.conflict(now);
      else if (now.hash !== this.hash) this.missed = now.hash;
    } finally { this.looking = false; }
    this.catchUp();
  }

  draw() {
    const { state } = this;
    this.sheets = state.tables.map((table) => new Sheet(table, this));
    const head = element("section", { class: "panel" },
      element("h1", {}, `${state.agency} ${state.year} 年度`),
      ...state.basics.map((basic) => this.basic(basic)),
      element("p", { class: "buttons" },
        element("button", { type: "button", class: "main", onclick: () => this.build() }, "生成"),
        element("button", { type: "button", onclick: () => this.bringIn() }, "导入文件"),
        element("button", { type: "button", onclick: () => this.workbook() }, "下载填报表"),
        element("button", { type: "button", id: "correct", onclick: () => this.correct() }, "更正"),
        element("button", { type: "button", id: "withdraw", onclick: () => this.withdraw() }, "撤回公布"),
        element("a", { class: "button", href: "#/" }, "全部机关")),
      element("p", { id: "results", class: "buttons" }),
      element("div", { id: "record" }));
    const parts = state.order.map((part) => {
      const section = element("section", { class: "panel" }, element("h2", {}, part.title));
      if (part.table !== undefined) section.append(this.sheets[part.table].root);
      for (const key of part.texts) section.append(this.field(state.texts.find((field) => field.key === key), part.title));
      return section;
    });
    this.list = element("div", { id: "findings" });
    this.frame = this.view();
    this.pages = element("div", { class: "pages", hidden: true });
    const tab = (name, label) => element("button", { type: "button", role: "tab", "aria-selected": String(name === "html"), "data-tab": name, onclick: () => this.tab(name) }, label);
    const side = element("aside", { class: "side", "aria-label": "检查结果和预览" },
      element("section", { class: "panel" }, element("h2", { id: "findings-title" }, "检查结果"), this.list),
      element("section", { class: "panel" }, element("h2", {}, "预览"), element("div", { class: "tabs", role: "tablist", "aria-label": "预览的样子" }, tab("html", "网页"), tab("pages", "印出的页")), this.frame, this.pages));
    this.root.replaceChildren(element("div", { class: "work" }, element("div", {}, head, ...parts), side));
  }

  basic(basic) {
    const control = basic.choices
      ? element("select", { class: "basic" }, ...basic.choices.map((choice) => element("option", { value: choice, selected: choice === basic.text }, choice)))
      : element("input", { class: "basic", value: basic.text === UNFILLED ? "" : basic.text, placeholder: `${UNFILLED}${basic.hint ? `，如 ${basic.hint}` : ""}` });
    control.addEventListener("change", () => {
      if (basic.hint) control.value = day(control.value);
      this.pending.basics[basic.key] = control.value.trim() || UNFILLED;
      this.soon();
    });
    this.fields.set(basic.key, control);
    return element("label", { class: "field" }, element("span", {}, basic.key), control);
  }

  // When the report went out, whether it waits for a correction or was taken back, and what was corrected.
  history() {
    const record = JSON.stringify(this.state.record);
    if (record === this.shownRecord) return;
    this.shownRecord = record;
    const { public: isOut, published, changed, withdrawn, changes } = this.state.record;
    const lines = [];
    const corrected = changes.filter(({ kind }) => kind === "correction").length;
    const last = changes.filter(({ kind }) => kind === "withdrawal").pop();
    if (isOut) lines.push(element("p", {}, `${published ? `${published} 公布` : "已公布"}${corrected ? `，更正过 ${corrected} 次` : ""}。`));
    if (changed) lines.push(element("p", { class: "advice warning" }, "公布以后数据改过：按“更正”写明理由，重新生成。"));
    if (withdrawn) lines.push(element("p", { class: "advice warning" }, `${last.date} 已撤回：${last.reason}。改正数据和成文日期，重新生成以后再公布。`));
    if (changes.length) {
      const rows = changes.map(({ done, kind, notice, number, date, reason, files }) => element("tr", {}, element("th", { scope: "row" }, `第 ${number} 次${done}`), element("td", {}, date || "报告的成文日期"), element("td", {}, reason),
        element("td", {}, ...files.flatMap((file) => [element("a", { href: `/api/notice/${this.path}/${kind}/${number}/${file.format}`, download: file.name }, `${notice}（${file.words}）`), "　"]))));
      const heads = ["更正、撤回", "日期", "理由", "说明"].map((head) => element("th", { scope: "col" }, head));
      lines.push(element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "更正和撤回的记录" }, element("table", { class: "list" }, element("caption", { class: "visually-hidden" }, "更正和撤回的记录"), element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows))));
    }
    document.getElementById("record").replaceChildren(...lines);
    for (const button of ["correct", "withdraw"]) document.getElementById(button).hidden = !isOut;
  }

  field(field, heading) {
    const area = element("textarea", { "data-text": field.key, rows: lines(field.text), placeholder: field.text === UNFILLED ? UNFILLED : "" });
    area.value = field.text === UNFILLED ? "" : field.text;
    area.addEventListener("input", () => {
      const text = area.value.replace(/\s+$/, "");
      this.pending.texts[field.key] = text === "" ? (field.required ? UNFILLED : "") : text;
      this.soon();
    });
    area.addEventListener("paste", (event) => this.clean(event, area));
    this.fields.set(field.key, area);
    const options = this.state.references.map(({ label, path }) => element("option", { value: path }, label));
    const offer = element("select", { "aria-label": `在“${field.title}”里插入表中的数` }, element("option", { value: "" }, "插入表中的数……"), ...options);
    offer.addEventListener("change", () => {
      if (!offer.value) return;
      area.focus();
      document.execCommand("insertText", false, `{{ ${offer.value} }}`);
      offer.value = "";
    });
    const whole = element("div", {}, element("label", { class: "field" }, element("span", { class: field.title === heading ? "visually-hidden" : null }, field.title), area), element("p", { class: "chips" }, offer, element("span", { class: "hint-line" }, "　一行就是一段；“（一）”开头的是小标题")));
    const before = this.state.before[field.key] || [];
    if (before.length) whole.append(element("details", { class: "before" }, element("summary", {}, "上年写的"), ...before.map((words) => element("p", {}, words))));
    if (field.required) return whole;
    return element("details", { open: field.text !== "" }, element("summary", {}, `${field.title}（可以不写）`), whole);
  }

  // Text from Word or a page: one paragraph a line, without indents and invisible characters.
  clean(event, area) {
    const text = (event.clipboardData || window.clipboardData).getData("text/plain");
    const tidy = text.replace(/\r\n?/g, "\n").split("\n")
      .map((line) => line.replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]/g, "").replace(/\u00a0/g, " ").replace(/^[\s\u3000]+|[\s\u3000]+$/g, "").replace(/([\u4e00-\u9fff]) +(?=\d)|(\d) +(?=[\u4e00-\u9fff])/g, "$1$2"))
      .filter((line) => line !== "").join("\n");
    if (tidy === text) return;
    event.preventDefault();
    area.focus();
    document.execCommand("insertText", false, tidy);
    say("粘贴的文字去掉了缩进、空行和看不见的字符；按 Ctrl+Z 可以撤销");
  }

  refresh() {
    this.sheets.forEach((sheet) => sheet.refresh());
    this.marks();
    const counts = ["error", "warning", "hint"].map((level) => [level, this.state.findings.filter((finding) => finding.level === level).length]).filter(([, count]) => count);
    put(document.getElementById("findings-title"), counts.length ? `检查结果：${counts.map(([level, count]) => `${LEVELS[level]} ${count}`).join("，")}` : "检查结果：没有问题");
    this.findings();
    this.history();
  }

  // The list is made anew when it is another.
  findings() {
    const told = JSON.stringify([this.state.findings, this.state.excused]);
    if (told === this.told) return;
    this.told = told;
    const focus = document.activeElement && this.list.contains(document.activeElement) ? document.activeElement.textContent : null;
    const excused = this.state.excused.map((finding) => this.excused(finding));
    this.list.replaceChildren(...this.state.findings.map((finding) => this.finding(finding)), ...(excused.length ? [element("h3", {}, "写明了理由的"), ...excused] : []));
    if (focus) {
      const again = [...this.list.querySelectorAll("button")].find((button) => button.textContent === focus);
      (again || document.getElementById("findings-title")).focus();
    }
  }

  finding(finding) {
    const leads = this.place(finding);
    const go = leads ? element("button", { type: "button", onclick: leads }, finding.message) : finding.message;
    return element("div", { class: `finding ${finding.level}` }, element("p", {}, element("span", { class: "level" }, `${LEVELS[finding.level]}　`), go),
      ...finding.advice.map((words) => element("p", { class: "advice" }, words)),
      finding.excusable ? element("p", {}, element("button", { type: "button", class: "excuse", onclick: () => this.excuse(finding) }, "核实无误，写明理由")) : null);
  }

  // A finding for which the data file gives a reason (说明).
  excused(finding) {
    return element("div", { class: "finding excused" }, element("p", {}, finding.message), element("p", { class: "advice" }, `理由：${finding.reason}`),
      element("p", {}, element("button", { type: "button", class: "excuse", onclick: () => this.excuse(finding) }, "改理由或撤回")));
  }

  async excuse(finding) {
    const same = this.state.findings.concat(this.state.excused).filter((other) => other.which === finding.which && other !== finding && other.message !== finding.message);
    const reason = element("textarea", { rows: 3, id: "reason" });
    reason.value = finding.reason || "";
    const body = [element("p", {}, finding.message),
      same.length ? element("p", {}, `同一处还有 ${same.length} 个问题，理由一并适用：`) : "", same.length ? element("ul", {}, ...same.slice(0, 5).map((other) => element("li", {}, other.message))) : "",
      element("p", {}, "理由写进数据文件的“说明”，给审核的人看，不印到报告里。"),
      element("label", { class: "field" }, element("span", {}, "为什么是对的"), reason)];
    const buttons = [["写明理由", "yes", true], ...(finding.reason ? [["撤回", "no"]] : []), ["取消", ""]];
    const answer = await ask("核实无误", body, buttons);
    if (!answer) return;
    const words = answer === "yes" ? reason.value.trim() : "";
    if (answer === "yes" && !words) { say("没有写理由，什么都没有改", true); return; }
    this.pending.reasons[finding.which] = words;
    this.soon();
  }

  // What leads to the cell, the words or the field that a finding speaks of, or to last year's report; null where it speaks of none.
  place(finding) {
    const name = finding.cells.find((cell) => this.sheet(cell));
    if (name) return () => this.sheet(name).inputs.get(name).input.focus();
    const area = finding.text && this.fields.get(finding.text.key);
    if (area) return () => this.unfold(area, finding.text.words);
    const sheet = finding.table === null ? null : this.sheets.find(({ table }) => table.index === finding.table);
    if (sheet) return () => (sheet.open()[0] || sheet.grid[0][0]).focus();
    const field = this.fields.get(finding.field);
    if (field) return () => this.unfold(field, "");
    if (finding.code === "last-year") return () => { location.hash = `#/${address(this.agency, this.year - 1)}`; };
    return null;
  }

  // Goes to words in a field, which may be folded away.
  unfold(area, words) {
    const folded = area.closest("details");
    if (folded) folded.open = true;
    area.focus();
    const at = words ? area.value.indexOf(words) : -1;
    if (at >= 0) area.setSelectionRange(at, at + words.length);
  }

  marks() {
    const marks = new Map();
    const order = ["error", "warning", "hint"];
    for (const finding of this.state.findings) for (const name of finding.cells) {
      const mark = marks.get(name);
      const words = `${LEVELS[finding.level]}：${finding.message}`;
      if (!mark) marks.set(name, { level: finding.level, words });
      else {
        mark.words += `；${words}`;
        if (order.indexOf(finding.level) < order.indexOf(mark.level)) mark.level = finding.level;
      }
    }
    this.sheets.forEach((sheet) => sheet.mark(marks));
    for (const [key, area] of this.fields) {
      const levels = this.state.findings.filter((finding) => finding.text && finding.text.key === key).map((finding) => finding.level);
      area.classList.toggle("error", levels.includes("error"));
      area.classList.toggle("warning", !levels.includes("error") && levels.includes("warning"));
      area.setAttribute("aria-invalid", String(levels.includes("error")));
    }
  }

  tab(name) {
    this.root.querySelectorAll("[role=tab]").forEach((tab) => tab.setAttribute("aria-selected", String(tab.dataset.tab === name)));
    this.frame.hidden = name !== "html";
    this.pages.hidden = name !== "pages";
    this.preview();
  }

  view() { return element("iframe", { class: "preview", title: "预览：网页", sandbox: "allow-same-origin" }); }

  // The page as it is now takes the place of the one before when it is there, at the place where that was read.
  page(signal) {
    const fresh = this.view();
    fresh.classList.add("coming");
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => { if (fresh !== this.frame) fresh.remove(); resolve(); });
      fresh.addEventListener("load", () => {
        if (signal.aborted) return;
        const at = this.frame.contentWindow ? this.frame.contentWindow.scrollY : 0;
        fresh.classList.remove("coming");
        fresh.hidden = this.frame.hidden;
        this.frame.remove();
        this.frame = fresh;
        if (fresh.contentWindow) fresh.contentWindow.scrollTo(0, at);
        resolve();
      });
      fresh.src = `/api/preview/${this.path}?${this.hash}`;
      this.frame.after(fresh);
    });
  }

  // Pages that changed are drawn as wide as they are shown, and take the place of those before when they are there.
  async printed(signal) {
    const wide = Math.ceil(this.pages.clientWidth * window.devicePixelRatio / 100) * 100;
    const { pages } = await get(`/api/pages/${this.path}?wide=${wide}`, signal);
    const before = [...this.pages.children];
    const after = await Promise.all(pages.map(async (page, number) => {
      const src = `/api/page/${page}`;
      if (before[number] && before[number].getAttribute("src") === src) return before[number];
      const image = element("img", { src, alt: `第 ${number + 1} 页` });
      await image.decode();
      return image;
    }));
    if (signal.aborted) return;
    after.forEach((image, number) => {
      if (!before[number]) this.pages.append(image);
      else if (before[number] !== image) before[number].replaceWith(image);
    });
    before.slice(after.length).forEach((image) => image.remove());
  }

  // Shows the report as it is now; `since` is when the change was made that is shown. Who types on waits for no pages: what is under
  // way then is given up.
  async preview(since = 0) {
    if (this.closed) return;
    const ready = this.state.printable;
    this.frame.classList.toggle("stale", !ready);
    this.pages.classList.toggle("stale", !ready);
    this.drawing.abort();
    if (!ready) return;
    const drawing = new AbortController();
    const { hash } = this;
    this.drawing = drawing;
    try {
      await (this.frame.hidden ? this.printed(drawing.signal) : this.page(drawing.signal));
      if (drawing.signal.aborted) return;
      this.drawn = hash;
      if (since) performance.measure("nianbao-preview", { start: since, end: performance.now() });
    } catch (error) { if (!drawing.signal.aborted) say(error.message, true); }
  }

  // Pages are drawn as wide as they are shown.
  resized() {
    if (!this.pages || this.pages.hidden) return;
    clearTimeout(this.shown);
    this.shown = setTimeout(() => this.preview(), 10 * PAUSE);
  }

  async build(correction) {
    if (!(await this.ready())) return;
    try {
      const answer = await post(`/api/build/${this.path}`, { correction: correction || null });
      const links = answer.files.map((file) => element("a", { class: "button", href: `/api/file/${this.path}/${file.format}`, download: file.name }, `打开 ${file.name}`));
      document.getElementById("results").replaceChildren(element("span", {}, answer.message), ...links);
      this.state.record = answer.record;
      this.history();
      say(answer.message, !answer.files.length);
    } catch (error) { say(error.message, true); }
  }

  async correct() {
    if (!(await this.ready())) return;
    const reason = element("textarea", { rows: 3, id: "reason" });
    const answer = await ask("更正", [element("p", {}, "已经公布的报告改了数或文字，要写明理由；原来的文件会留存，另写一页更正说明。"), element("label", { class: "field" }, element("span", {}, "更正的理由"), reason)], [["更正并生成", "yes", true], ["取消", ""]]);
    if (answer === "yes") await this.build(reason.value.trim() || " ");
  }

  async withdraw() {
    const reason = element("textarea", { rows: 3, id: "reason" });
    const date = element("input", { class: "basic", id: "withdrawn-on", placeholder: "如 2025-03-10" });
    date.addEventListener("change", () => { date.value = day(date.value); });
    const answer = await ask("撤回公布", [element("p", {}, "误公布的、整份要从网站撤下的，才撤回；只改几个数、几句话的，用“更正”。原来公布的文件会留存，另写一份撤回说明给网站；数据改正以后可以重新公布。"),
      element("label", { class: "field" }, element("span", {}, "撤回的理由"), reason), element("label", { class: "field" }, element("span", {}, "撤回的日期"), date)], [["撤回", "yes", true], ["取消", ""]]);
    if (answer !== "yes") return;
    try {
      const done = await post(`/api/withdraw/${this.path}`, { reason: reason.value, date: date.value });
      this.state.record = done.record;
      this.history();
      document.getElementById("results").replaceChildren(...done.lines.map((line) => element("span", {}, line)));
      say(done.lines[0]);
    } catch (error) { say(error.message, true); }
  }

  bringIn() {
    choose({ accept: ".docx,.doc,.html,.htm,.mht,.pdf,.xlsx,.xls,.ods,.et,.txt" }, ([file]) => this.takeIn(file));
  }

  // What was typed goes into the file first: the file that is taken in is merged with it.
  async takeIn(file) {
    if (tooLarge(file)) { say(tooLarge(file), true); return; }
    say(`正在读 ${file.name}……`);
    try {
      await this.settled();
      // What the file changes is told to every window; here it is nobody else's change.
      this.looking = true;
      const answer = await bringIn(`/api/import/${this.path}`, file);
      const now = await get(`/api/report/${this.path}`);
      this.take(now);
      for (const { key, text } of [...now.texts, ...now.basics]) this.show(key, text);
      this.refresh();
      this.preview();
      say("");
      await ask("导入", told(answer), [["好", "ok", true]]);
    } catch (error) { say(error.message, true); } finally {
      this.looking = false;
      this.catchUp();
    }
  }

  async workbook() {
    if (!(await this.ready())) return;
    const name = `${this.agency}${this.year}填报表.xlsx`;
    try {
      download(await get(`/api/form/${this.path}`), name);
      say(`已下载“${name}”；填好保存以后，拖到这个网页上`);
    } catch (error) { say(error.message, true); }
  }
}
