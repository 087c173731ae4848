// A statutory table as on paper, cells as inputs: keys as in a spreadsheet, paste of blocks, live totals and checks.
import { attribute, element, put } from "./api.js";

export const id = (table, line, column) => `${table}.${line}.${column}`;
export const UNFILLED = "待填";

// Full-width digits, signs and blanks as typed on Chinese keyboards become plain ones; anything else stays.
export function plain(text) {
  return text.normalize("NFKC").replace(/[−－–]/g, "-").replace(/\s+/g, "");
}

// Why a text is no figure for a cell; empty when it is one.
export function fault(text, kind) {
  if (text === "" || text === UNFILLED) return "";
  if (kind === "change") return /^-?(0|[1-9]\d{0,11})$/.test(text) ? "" : "要填整数，减少的写负数，如 -8";
  if (kind === "amount") return /^(0|[1-9]\d{0,11})(\.\d{1,6})?$/.test(text) ? "" : "要填金额数字，不带单位";
  if (kind === "money") return /^(0|[1-9]\d{0,11})(\.\d{1,6})?(元|万元|亿元)?$/.test(text) ? "" : "要填金额，写明元或万元";
  return /^(0|[1-9]\d{0,11})$/.test(text) ? "" : "要填不小于 0 的整数，不带单位；没有就填 0";
}

// Text from a spreadsheet's clipboard as rows of cells: quoted cells, CRLF, one closing line break.
export function rows(text) {
  const out = [[]];
  let cell = "", quoted = false, start = true;
  const body = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < body.length; at++) {
    const c = body[at];
    if (quoted) {
      if (c === '"' && body[at + 1] === '"') { cell += '"'; at++; }
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"' && start) { quoted = true; }
    else if (c === "\t") { out[out.length - 1].push(cell); cell = ""; start = true; continue; }
    else if (c === "\n") { out[out.length - 1].push(cell); out.push([]); cell = ""; start = true; continue; }
    else cell += c;
    start = false;
  }
  out[out.length - 1].push(cell);
  return out;
}

export class Sheet {
  // `table` from the program: rows of cells with spans; `model` holds texts of cells and what to call on a change.
  constructor(table, model) {
    this.table = table;
    this.model = model;
    this.inputs = new Map();
    this.totals = new Map();
    this.checks = [];
    this.grid = [];
    this.root = this.build();
  }

  build() {
    const columns = Math.max(...this.table.rows.map((row) => row.filter((cell) => cell.figure).length));
    const body = element("table", { class: columns > 10 ? "sheet many" : "sheet" });
    body.append(element("caption", { class: "visually-hidden" }, `${this.table.short}　${this.table.title}`));
    this.table.rows.forEach((row) => {
      const line = element("tr");
      const inputs = [];
      row.forEach((cell) => line.append(cell.figure ? this.figure(cell, inputs) : this.label(cell)));
      if (inputs.length) this.grid.push(inputs);
      body.append(line);
    });
    for (const check of this.table.checks) body.append(this.check(check));
    body.addEventListener("keydown", (event) => this.key(event));
    body.addEventListener("paste", (event) => this.paste(event));
    body.addEventListener("copy", (event) => this.copy(event));
    this.rest = element("button", { type: "button", hidden: true, onclick: () => this.model.zeros(this.table, this.open()) });
    return element("div", {}, element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": `${this.table.short} ${this.table.title}` }, body), element("p", { class: "buttons" }, this.rest));
  }

  // Inputs that are still to be filled in.
  open() { return [...this.inputs.values()].map(({ input }) => input).filter((input) => input.value === "" && this.model.text(input.dataset.cell) === UNFILLED); }

  label(cell) {
    const spans = { colspan: cell.colspan > 1 ? cell.colspan : null, rowspan: cell.rowspan > 1 ? cell.rowspan : null };
    const scope = cell.kind === "stub" ? (cell.rowspan > 1 ? "rowgroup" : "row") : cell.colspan > 1 ? "colgroup" : "col";
    return element("th", { ...spans, scope, class: `${cell.kind}${cell.vertical ? " vertical" : ""}` }, cell.text);
  }

  figure(cell, inputs) {
    const [line, column] = cell.figure;
    const name = id(this.table.index, line, column);
    const spans = { colspan: cell.colspan > 1 ? cell.colspan : null, rowspan: cell.rowspan > 1 ? cell.rowspan : null };
    if (cell.parts) {
      const shown = document.createTextNode("");
      const td = element("td", { ...spans, class: "total", "data-cell": name }, shown);
      this.totals.set(name, { td, shown, parts: cell.parts.map(([l, c]) => id(this.table.index, l, c)) });
      return td;
    }
    const input = element("input", {
      type: "text", inputmode: cell.kind === "count" ? "numeric" : "text", autocomplete: "off", spellcheck: "false",
      "aria-label": cell.words, "data-cell": name, "data-kind": cell.kind,
    });
    const td = element("td", spans, input);
    input.addEventListener("input", (event) => { if (!event.isComposing) this.typed(input); });
    input.addEventListener("compositionend", () => this.typed(input));
    input.addEventListener("focus", () => { input.select(); this.model.focused(name, input); });
    this.inputs.set(name, { input, td });
    inputs.push(input);
    return td;
  }

  check(check) {
    const row = element("tr", { class: "check" });
    row.append(element("th", { colspan: check.stub, scope: "row", class: "stub" }, `检查：${check.note}`));
    check.columns.forEach((sides) => {
      const td = element("td", { colspan: sides.colspan > 1 ? sides.colspan : null });
      row.append(td);
      this.checks.push({ td, sides });
    });
    return row;
  }

  number(name) {
    const total = this.totals.get(name);
    if (total) return total.parts.reduce((sum, part) => sum + this.number(part), 0);
    const text = this.model.text(name);
    return /^-?\d+$/.test(text) ? Number(text) : 0;
  }

  // Shows every cell as the model has it.
  refresh() {
    for (const [name, { input, td }] of this.inputs) {
      const cell = this.model.cell(name);
      const text = this.model.text(name);
      const shown = text === UNFILLED ? "" : text;
      if ((document.activeElement !== input || !this.model.edited(name)) && input.value !== shown) input.value = shown;
      attribute(input, "placeholder", text === UNFILLED ? UNFILLED : "");
      td.classList.toggle("unfilled", text === UNFILLED);
      td.classList.toggle("covered", Boolean(cell && cell.covered) && !this.model.edited(name));
      const last = this.model.last(name);
      let note = td.querySelector(".last");
      if (last !== undefined && !note) { note = element("span", { class: "last" }); td.append(note); }
      if (note) put(note, last === undefined ? "" : `上年 ${last}`);
    }
    const open = this.open().length;
    this.rest.hidden = open === 0;
    put(this.rest, `没有填的 ${open} 格都填 0`);
    this.sums();
  }

  sums() {
    for (const [name, { shown }] of this.totals) put(shown, String(this.number(name)));
    for (const { td, sides } of this.checks) {
      const side = (list) => list.reduce((sum, [line, column, sign]) => sum + sign * this.number(id(this.table.index, line, column)), 0);
      const off = side(sides.left) - side(sides.right);
      put(td, off === 0 ? "√" : `差${Math.abs(off)}`);
      td.classList.toggle("bad", off !== 0);
    }
  }

  // Marks cells by the gravest finding; `marks` maps a cell to {level, words}.
  mark(marks) {
    const all = [...this.inputs].map(([name, { td, input }]) => [name, td, input]).concat([...this.totals].map(([name, { td }]) => [name, td, null]));
    for (const [name, td, input] of all) {
      const mark = marks.get(name);
      for (const level of ["error", "warning", "hint"]) td.classList.toggle(level, Boolean(mark) && mark.level === level);
      const kept = this.model.kept(name);
      td.classList.toggle("kept", Boolean(kept));
      let sign = td.querySelector(".mark");
      if ((mark || kept) && !sign) { sign = element("span", { class: "mark", "aria-hidden": "true" }); td.append(sign); }
      if (sign) put(sign, kept ? "✗" : mark ? (mark.level === "error" ? "！" : "？") : "");
      if (!input) continue;
      const words = [kept, mark && mark.words].filter(Boolean).join("；");
      attribute(input, "aria-invalid", String(Boolean(kept || (mark && mark.level === "error"))));
      attribute(input, "title", words);
      let note = document.getElementById(`note-${name}`);
      if (words && !note) {
        note = element("span", { id: `note-${name}`, class: "visually-hidden" });
        td.append(note);
        input.setAttribute("aria-describedby", note.id);
      }
      if (note) put(note, words);
    }
  }

  typed(input) {
    const text = plain(input.value);
    if (text !== input.value) {
      const end = input.value.length - (input.selectionEnd || 0);
      input.value = text;
      input.setSelectionRange(Math.max(0, text.length - end), Math.max(0, text.length - end));
    }
    this.model.changed(input.dataset.cell, text === "" ? UNFILLED : text, fault(text, input.dataset.kind));
    this.sums();
  }

  place(input) {
    for (let row = 0; row < this.grid.length; row++) {
      const column = this.grid[row].indexOf(input);
      if (column >= 0) return [row, column];
    }
    return null;
  }

  move(input, down, right) {
    const at = this.place(input);
    if (!at) return false;
    const row = this.grid[at[0] + down];
    if (!row) return false;
    const next = row[down ? Math.min(at[1], row.length - 1) : at[1] + right];
    if (!next) return false;
    next.focus();
    return true;
  }

  key(event) {
    const input = event.target;
    if (event.isComposing || event.keyCode === 229 || !(input instanceof HTMLInputElement)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const editing = input.dataset.editing === "1";
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
    if (!editing && (whole || input.value === "")) Object.assign(moves, { ArrowLeft: [0, -1], ArrowRight: [0, 1] });
    if (event.key === "F2") {
      input.dataset.editing = "1";
      input.setSelectionRange(input.value.length, input.value.length);
      event.preventDefault();
    } else if (event.key === "Escape") {
      input.value = this.model.saved(input.dataset.cell);
      this.typed(input);
      input.select();
    } else if (moves[event.key]) {
      delete input.dataset.editing;
      if (this.move(input, ...moves[event.key])) event.preventDefault();
    }
  }

  // Types into a cell so that the browser's own undo takes it back.
  insert(input, text) {
    input.focus();
    input.select();
    if (!document.execCommand("insertText", false, text)) {
      input.value = text;
      this.typed(input);
    }
  }

  paste(event) {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    const text = (event.clipboardData || window.clipboardData).getData("text/plain");
    const block = rows(text);
    if (block.length === 1 && block[0].length === 1) return;
    event.preventDefault();
    if (block.some((row) => row.some((cell) => /[\u4e00-\u9fff]/.test(cell) && cell.trim() !== UNFILLED))) {
      this.model.labelled(text, this.table);
      return;
    }
    const [top, left] = this.place(input);
    const width = Math.max(...block.map((row) => row.length));
    const fits = block.every((row, down) => {
      const line = this.grid[top + down];
      return line && left + row.length <= line.length;
    });
    if (!fits) {
      this.model.refuse(`粘贴的是 ${block.length} 行 ${width} 列，从这一格起放不下；什么都没有改`);
      return;
    }
    let filled = 0;
    block.forEach((row, down) => row.forEach((cell, right) => {
      if (plain(cell) === "") return;
      this.insert(this.grid[top + down][left + right], plain(cell));
      filled++;
    }));
    input.focus();
    this.model.pasted(filled);
  }

  copy(event) {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || (input.selectionStart !== input.selectionEnd && input.selectionEnd - input.selectionStart !== input.value.length)) return;
    const [row] = this.place(input);
    if (!event.shiftKey) return;
    event.clipboardData.setData("text/plain", this.grid[row].map((cell) => cell.value).join("\t"));
    event.preventDefault();
  }
}
