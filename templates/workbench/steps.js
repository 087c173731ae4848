// What was filled in, step by step, to be taken back and done again: a paste is one step, what is typed on in a cell is one.
const PAUSE = 800;

export class Steps {
  constructor() { this.done = []; this.undone = []; this.last = 0; }

  // Notes a step: a list of [cell, before, after]. `typing` joins it to what was just typed on in the same cell.
  note(changes, typing = false) {
    const kept = changes.filter(([, before, after]) => before !== after);
    if (!kept.length) return;
    this.undone = [];
    const now = performance.now();
    const top = this.done[this.done.length - 1];
    const [name, before, after] = kept[0];
    if (typing && top && top.typing && now - this.last < PAUSE && top.changes[0][0] === name && top.changes[0][2] === before && after.startsWith(before)) top.changes[0][2] = after;
    else this.done.push({ changes: kept, typing });
    this.last = typing ? now : 0;
  }

  // The last step as [cell, from, to], the other way round; null when there is none.
  back() {
    const step = this.done.pop();
    if (!step) return null;
    this.undone.push(step);
    this.last = 0;
    return step.changes.map(([name, before, after]) => [name, after, before]);
  }

  again() {
    const step = this.undone.pop();
    if (!step) return null;
    this.done.push(step);
    this.last = 0;
    return step.changes;
  }
}
