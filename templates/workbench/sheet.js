// A statutory table as on paper, cells as inputs: keys as in a spreadsheet, paste of blocks, live totals and checks.
import { attribute, element, put } from "./api.js";
import { isLabel, plan, rows } from "./block.js";

export const id = (table, line, column) => `${table}.${line}.${column}`;
export const UNFILLED = "待填";
// Letters of a pasted table that are still sent; styles and pictures make more.
const LARGEST = 1_000_000;

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

export class Sheet {
  // `table` from the program: rows of cells with spans; `model` holds texts of cells and what to call on a change.
  constructor(table, model) {
    this.table = table;
    this.model = model;
    this.inputs = new Map();
    this.totals = new Map();
    this.checks = [];
    this.grid = [];
    // Every row of figures as printed, totals too: {name, input, td}.
    this.printed = [];
    this.picked = null;
    this.root = this.build();
  }

  build() {
    const columns = Math.max(...this.table.rows.map((row) => row.filter((cell) => cell.figure).length));
    const body = element("table", { class: columns > 10 ? "sheet many" : "sheet" });
    body.append(element("caption", { class: "visually-hidden" }, `${this.table.short}　${this.table.title}`));
    this.table.rows.forEach((row) => {
      const line = element("tr");
      const inputs = [];
      const figures = [];
      row.forEach((cell) => line.append(cell.figure ? this.figure(cell, inputs, figures) : this.label(cell)));
      if (inputs.length) this.grid.push(inputs);
      if (figures.length) this.printed.push(figures);
      body.append(line);
    });
    for (const check of this.table.checks) body.append(this.check(check));
    body.addEventListener("keydown", (event) => this.key(event));
    body.addEventListener("paste", (event) => this.paste(event));
    body.addEventListener("copy", (event) => this.copy(event));
    body.addEventListener("mousedown", (event) => this.press(event));
    body.addEventListener("mouseover", (event) => this.drag(event));
    // The browser's own undo, from its menu or from another field, knows nothing of pastes.
    body.addEventListener("beforeinput", (event) => {
      if (!event.inputType.startsWith("history")) return;
      event.preventDefault();
      if (document.activeElement === event.target) this.model.undo(event.inputType === "historyRedo");
    });
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

  figure(cell, inputs, figures) {
    const [line, column] = cell.figure;
    const name = id(this.table.index, line, column);
    const spans = { colspan: cell.colspan > 1 ? cell.colspan : null, rowspan: cell.rowspan > 1 ? cell.rowspan : null };
    if (cell.parts) {
      const shown = document.createTextNode("");
      const td = element("td", { ...spans, class: "total", "data-cell": name }, shown);
      figures.push({ name, input: null, td, words: cell.words });
      this.totals.set(name, { td, shown, words: cell.words, parts: cell.parts.map(([l, c]) => id(this.table.index, l, c)) });
      return td;
    }
    const input = element("input", {
      type: "text", inputmode: cell.kind === "count" ? "numeric" : "text", autocomplete: "off", spellcheck: "false",
      "aria-label": cell.words, "data-cell": name, "data-kind": cell.kind,
    });
    const td = element("td", spans, input);
    input.addEventListener("input", (event) => { if (!event.isComposing) this.typed(input, event.inputType === "insertText"); });
    input.addEventListener("compositionend", () => this.typed(input));
    input.addEventListener("focus", () => { this.pick(null); input.select(); this.model.focused(name, input); });
    input.addEventListener("blur", () => {
      delete input.dataset.editing;
      this.pick(null);
      if (this.model.kept(name)) this.model.left(name, cell.kind);
    });
    this.inputs.set(name, { input, td });
    inputs.push(input);
    figures.push({ name, input, td, words: cell.words });
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

  // A figure; `pasted` has those that are about to stand there.
  number(name, pasted) {
    const total = this.totals.get(name);
    if (total) return total.parts.reduce((sum, part) => sum + this.number(part, pasted), 0);
    if (pasted && pasted.has(name)) return pasted.get(name);
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

  typed(input, typing = false) {
    this.pick(null);
    const before = this.model.text(input.dataset.cell);
    const text = plain(input.value);
    if (text !== input.value) {
      const end = input.value.length - (input.selectionEnd || 0);
      input.value = text;
      input.setSelectionRange(Math.max(0, text.length - end), Math.max(0, text.length - end));
    }
    const after = text === "" ? UNFILLED : text;
    this.model.changed(input.dataset.cell, after, fault(text, input.dataset.kind));
    this.model.steps.note([[input.dataset.cell, before, after]], typing);
    this.sums();
  }

  // Puts a text into a cell, as one of several.
  put(name, text) {
    const { input } = this.inputs.get(name);
    const shown = text === UNFILLED ? "" : text;
    input.value = shown;
    this.model.changed(name, text === "" ? UNFILLED : text, fault(shown, input.dataset.kind));
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

  // Where a cell stands among the printed rows.
  spot(is) {
    for (const [row, cells] of this.printed.entries()) {
      const column = cells.findIndex(is);
      if (column >= 0) return [row, column];
    }
    return null;
  }

  // Picks the cells from one to another, totals too; null: none but the one that has the focus.
  pick(picked) {
    if (!picked && !this.picked) return;
    this.picked = picked;
    const chosen = new Set(picked ? this.chosen().flat() : []);
    for (const row of this.printed) for (const cell of row) cell.td.classList.toggle("picked", chosen.has(cell));
    if (!picked) return;
    const lines = this.chosen();
    this.model.told(`选中 ${lines.length} 行 ${lines[0].length} 列；Ctrl+C 复制，Delete 清空`);
  }

  // The picked cells, row by row.
  chosen() {
    const [[r1, c1], [r2, c2]] = this.picked;
    const lines = this.printed.slice(Math.min(r1, r2), Math.max(r1, r2) + 1);
    return lines.map((row) => row.slice(Math.min(c1, c2), Math.max(c1, c2) + 1));
  }

  // Makes the picked block larger or smaller by one row or column.
  extend(input, down, right) {
    const [from, to] = this.picked || Array(2).fill(this.spot((cell) => cell.input === input));
    const row = Math.max(0, Math.min(this.printed.length - 1, to[0] + down));
    this.pick([from, [row, Math.max(0, Math.min(this.printed[row].length - 1, to[1] + right))]]);
  }

  // The mouse held down over cells, or Shift with a click.
  press(event) {
    const at = this.spot((cell) => cell.td.contains(event.target));
    const from = this.spot((cell) => cell.input && cell.input === document.activeElement);
    if (!at || !event.shiftKey || !from) { this.held = at; return; }
    event.preventDefault();
    this.pick([from, at]);
  }

  drag(event) {
    if (event.buttons !== 1 || !this.held) return;
    const at = this.spot((cell) => cell.td.contains(event.target));
    const started = this.printed[this.held[0]][this.held[1]];
    if (!at || (!this.picked && at[0] === this.held[0] && at[1] === this.held[1]) || !started.input || document.activeElement !== started.input) return;
    event.preventDefault();
    this.pick([this.held, at]);
  }

  key(event) {
    const input = event.target;
    if (event.isComposing || event.keyCode === 229 || !(input instanceof HTMLInputElement)) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && ["z", "y"].includes(event.key.toLowerCase())) {
      event.preventDefault();
      this.model.undo(event.shiftKey || event.key.toLowerCase() === "y");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const editing = input.dataset.editing === "1";
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
    if (!editing && (whole || input.value === "")) Object.assign(moves, { ArrowLeft: [0, -1], ArrowRight: [0, 1] });
    const grow = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.shiftKey && grow) {
      // Within what is being typed, Shift with an arrow marks letters.
      if (!grow[0] && (editing || !(whole || input.value === "" || this.picked))) return;
      event.preventDefault();
      this.extend(input, ...grow);
    } else if (this.picked && ["Delete", "Backspace"].includes(event.key)) {
      event.preventDefault();
      const cells = this.chosen().flat().filter((cell) => cell.input);
      this.pick(null);
      this.model.fill(cells.map((cell) => [cell.name, UNFILLED]));
    } else if (this.picked && event.key === "Escape") {
      this.pick(null);
    } else if (event.key === "F2") {
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

  paste(event) {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    const held = event.clipboardData || window.clipboardData;
    const text = held.getData("text/plain");
    const block = rows(text);
    const single = block.length === 1 && block[0].length === 1;
    // One figure, or a piece of what is being typed, goes where the cursor is.
    if (single && (fault(plain(text), input.dataset.kind) === "" || (input.value !== "" && input.selectionEnd - input.selectionStart < input.value.length))) return;
    event.preventDefault();
    if (block.some((row) => row.some(isLabel)) && !single) {
      const html = held.getData("text/html");
      this.model.labelled({ text, html: /<table[\s>]/i.test(html) && html.length < LARGEST ? html : "" }, this.table);
      return;
    }
    this.lay(block, input);
  }

  // Fills a block in from a cell; totals are compared, what is no figure stays red.
  async lay(block, input) {
    const at = this.picked ? this.chosen()[0][0] : this.printed.flat().find((cell) => cell.input === input);
    const { refused, cells, differing } = plan(this.printed, at, block, (name, pasted) => this.number(name, pasted));
    if (refused) { this.model.refuse(refused); return; }
    const read = await this.model.figures(cells.map(([cell, text]) => [cell.name, text, cell.input.dataset.kind]));
    const red = this.model.fill(read);
    input.focus();
    this.model.pasted(read.length, red, differing.map((cell) => cell.words));
  }

  // Several cells go out as rows of a spreadsheet; of one cell what is marked in it.
  copy(event) {
    if (!this.picked) return;
    const shown = (cell) => (cell.input ? cell.input.value : String(this.number(cell.name)));
    event.clipboardData.setData("text/plain", this.chosen().map((row) => row.map(shown).join("\t")).join("\r\n"));
    event.preventDefault();
    this.model.told("已复制");
  }
}
