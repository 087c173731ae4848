// What is pasted: rows of cells from a spreadsheet's clipboard, and where in a table each of them goes.

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

// Whether a cell names a row or a column; 3件 and 2（其中1件） are figures with words behind them, however they are read.
export function isLabel(cell) {
  const text = cell.normalize("NFKC").trim();
  return /[\u4e00-\u9fff]/.test(text) && text !== "待填" && text !== "无" && text !== "没有" && !/^[-+−减增约近]?\s*\d[\d,.]*\s*[\u4e00-\u9fff]{0,2}\s*(\([^]*\))?$/.test(text);
}

// How many figures a text from a clipboard holds.
export const figures = (text) => rows(text).flat().filter((cell) => /^-?\d[\d,]*(\.\d+)?$/.test(cell.normalize("NFKC").trim())).length;

// The number that a pasted total shows; NaN where it shows none.
const shown = (text) => {
  const plain = text.normalize("NFKC").replace(/[,\s]/g, "").match(/^(-?\d+)(\.0+)?[\u4e00-\u9fff]{0,2}$/);
  return plain ? Number(plain[1]) : NaN;
};

// The cells of a grid that a block covers from a place; null where it does not fit.
function covered(grid, [top, left], block) {
  const out = [];
  for (const [down, line] of block.entries()) {
    const row = grid[top + down];
    if (!row || left + line.length > row.length) return null;
    line.forEach((text, right) => out.push([row[left + right], text]));
  }
  return out;
}

// Where a block goes that is pasted at a cell. A table's totals are cells as others on paper, so a block may have them, which are then
// only compared; it may also leave them out. `printed` are all rows of figures; `sum` gives a total, with what is pasted for its parts.
// Returns the cells with their texts and the totals that differ, or why nothing is filled.
export function plan(printed, at, block, sum) {
  const inputs = printed.map((row) => row.filter((cell) => cell.input)).filter((row) => row.length);
  const place = (grid) => { for (const [r, row] of grid.entries()) { const c = row.indexOf(at); if (c >= 0) return [r, c]; } return null; };
  const [whole, bare] = [printed, inputs].map((grid) => { const from = place(grid); return from && { grid, from, cells: covered(grid, from, block) }; });
  const fits = (way) => way && way.cells;
  const width = Math.max(...block.map((row) => row.length));
  if (!fits(whole) && !fits(bare)) return { refused: `粘贴的是 ${block.length} 行 ${width} 列，从这一格起放不下；什么都没有改` };
  const totals = fits(whole) ? whole.cells.filter(([cell, text]) => !cell.input && text.trim() !== "") : [];
  const differing = () => {
    const pasted = new Map(whole.cells.filter(([cell, text]) => cell.input && text.trim() !== "").map(([cell, text]) => [cell.name, shown(text)]));
    return totals.filter(([cell, text]) => sum(cell.name, pasted) !== shown(text)).map(([cell]) => cell);
  };
  const take = (way) => ({ cells: way.cells.filter(([cell, text]) => cell.input && text.trim() !== ""), differing: way === whole ? differing() : [] });
  if (!fits(bare)) return take(whole);
  if (!fits(whole)) return take(bare);
  // Both ways fit: the same cells, unless totals lie within.
  if (!whole.cells.some(([cell]) => !cell.input)) return take(whole);
  const agree = differing().length === 0;
  if (agree && totals.some(([, text]) => shown(text))) return take(whole);
  const reaches = ({ grid, from }) => from[0] + block.length === grid.length && from[1] + width === Math.max(...grid.slice(from[0]).map((row) => row.length));
  if (reaches(whole)) return take(whole);
  if (reaches(bare) && bare.from[0] === 0 && bare.from[1] === 0) return take(bare);
  if (agree) return take(whole);
  return { refused: "粘贴的这一块跨过合计，看不出带没带合计（照表上的格放，合计和相加的不同）；什么都没有改，连行名一起粘贴，或分开粘贴" };
}
