// Two changes of one text merged paragraph by paragraph; where both changed the same, the pieces to choose from.

// For each line of `from` the line of `to` that stays the same (longest common subsequence); -1 for none.
function same(from, to) {
  const length = Array.from({ length: from.length + 1 }, () => new Uint16Array(to.length + 1));
  for (let a = from.length - 1; a >= 0; a--) for (let b = to.length - 1; b >= 0; b--) {
    length[a][b] = from[a] === to[b] ? length[a + 1][b + 1] + 1 : Math.max(length[a + 1][b], length[a][b + 1]);
  }
  const out = new Array(from.length).fill(-1);
  for (let a = 0, b = 0; a < from.length && b < to.length;) {
    if (from[a] === to[b]) out[a++] = b++;
    else if (length[a + 1][b] >= length[a][b + 1]) a++;
    else b++;
  }
  return out;
}

const equal = (a, b) => a.length === b.length && a.every((line, at) => line === b[at]);
const begins = (whole, part) => equal(whole.slice(0, part.length), part);
const ends = (whole, part) => part.length <= whole.length && equal(whole.slice(whole.length - part.length), part);

// One piece between paragraphs that nobody changed: the lines as merged, or null where both changed them.
function piece(base, there, mine) {
  if (equal(mine, base) || equal(there, mine)) return there;
  if (equal(there, base)) return mine;
  // Paragraphs put before or behind those that the other changed.
  for (const [added, other] of [[mine, there], [there, mine]]) {
    if (base.length && begins(added, base)) return [...other, ...added.slice(base.length)];
    if (base.length && ends(added, base)) return [...added.slice(0, added.length - base.length), ...other];
  }
  return null;
}

// The pieces of a text, of what it was and of what two made of it: {lines} where they agree, {number, there, mine} where they do not;
// `number` is the paragraph in the file as it is now, from 1.
export function merged(base, there, mine) {
  const [was, theirs, ours] = [base, there, mine].map((text) => (text === "" ? [] : text.split("\n")));
  const [inTheirs, inOurs] = [same(was, theirs), same(was, ours)];
  const out = [];
  let [w, t, o] = [0, 0, 0];
  const flush = (w2, t2, o2) => {
    const [part, theirPart, ourPart] = [was.slice(w, w2), theirs.slice(t, t2), ours.slice(o, o2)];
    const lines = piece(part, theirPart, ourPart);
    if (lines) out.push({ lines });
    else if (theirPart.length === ourPart.length) theirPart.forEach((line, at) => {
      const one = piece(part.length === theirPart.length ? [part[at]] : [], [line], [ourPart[at]]);
      out.push(one ? { lines: one } : { number: t + at + 1, there: [line], mine: [ourPart[at]] });
    });
    else out.push({ number: t + 1, there: theirPart, mine: ourPart });
  };
  for (let at = 0; at < was.length; at++) {
    if (inTheirs[at] < 0 || inOurs[at] < 0) continue;
    flush(at, inTheirs[at], inOurs[at]);
    out.push({ lines: [was[at]] });
    [w, t, o] = [at + 1, inTheirs[at] + 1, inOurs[at] + 1];
  }
  flush(was.length, theirs.length, ours.length);
  return out;
}

// Where two texts differ: what they begin with alike, what differs, what they end with alike.
export function split(text, other) {
  let from = 0;
  while (from < text.length && text[from] === other[from]) from++;
  let to = 0;
  while (to < text.length - from && to < other.length - from && text[text.length - 1 - to] === other[other.length - 1 - to]) to++;
  return [text.slice(0, from), text.slice(from, text.length - to), text.slice(text.length - to)];
}
