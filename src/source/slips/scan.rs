//! Line by line through a data file: slips of the pen are named where they stand, and mended in a copy that is read on.
//!
//! Here the lines that begin with a name, their order and indentation; `texts` and `figures` look at what stands behind it.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::{Slips, named_blank};
use crate::diag::SourceFile;
use crate::source::lines::{
    Colon, LONGEST_NAME, Name, NameLookup, NamedLine, SourceLine, entry, is_bar, is_blank, lines,
};

/// No table has more lines in a file, with what is noted between them.
const MOST_ROWS: usize = 120;

/// A walk through the lines of a file.
pub(super) struct Scan<'a> {
    pub text: &'a str,
    pub lines: Vec<SourceLine>,
    pub names: NameLookup<'a>,
    pub slips: Slips<'a>,
    /// The line at hand.
    pub at: usize,
    /// The indentation of the outermost entries.
    pub base: usize,
    /// The outermost entry that the line at hand stands under.
    top: Option<(Name, String)>,
    /// Names of the outermost entries met so far.
    seen: BTreeSet<String>,
    /// Whether it is known that no outer entry is repeated behind the line at hand.
    single: bool,
    /// The indentation of the rows that are open, and whether nothing stands behind the last one's colon.
    stack: Vec<(usize, bool)>,
    /// How much further the rows at hand have to be indented: one that stands at the margin, and what stands below it.
    shift: usize,
    /// What is known of the group that stands at the margin; none where the last row there is no group.
    shifted: Option<ShiftedGroup>,
    /// Whether the line at hand stands in the first of two versions that were not merged.
    pub merging: bool,
    /// The entries that lines were found to be, by where they begin: most are asked for several times.
    pub entries: RefCell<HashMap<usize, Option<NamedLine>>>,
}

/// A group of rows whose own name stands at the margin.
#[derive(Default)]
struct ShiftedGroup {
    /// How far the first of its rows is indented.
    inner: Option<usize>,
    /// The names that have stood below it.
    names: BTreeSet<String>,
}

impl ShiftedGroup {
    /// Whether a row that is indented so far stands below it; a name that was there already is not its own.
    fn holds(&mut self, indent: usize, name: &str) -> bool {
        let inner = *self.inner.get_or_insert(indent);
        indent > inner || indent == inner && self.names.insert(name.to_owned())
    }
}

impl<'a> Scan<'a> {
    pub fn new(file: &'a Arc<SourceFile>, names: NameLookup<'a>) -> Scan<'a> {
        let text = file.text.as_str();
        let mut scan = Scan {
            text,
            lines: lines(text),
            names,
            slips: Slips::new(file),
            at: 0,
            base: 0,
            top: None,
            seen: BTreeSet::new(),
            single: false,
            stack: Vec::new(),
            shift: 0,
            shifted: None,
            merging: false,
            entries: RefCell::default(),
        };
        // A file may be indented as a whole.
        let outer = |line: &&SourceLine| scan.entry(line).is_some_and(|entry| !matches!(entry.kind, Name::Row(_)));
        let first: Vec<usize> = scan.lines.iter().filter(outer).map(|line| line.indent).take(2).collect();
        if let [a, b] = first[..]
            && a == b
        {
            scan.base = a;
        }
        scan
    }

    /// Walks through all lines.
    pub fn run(mut self) -> Slips<'a> {
        self.unwrap_entries();
        while let Some(line) = self.lines.get(self.at).cloned() {
            let body = &self.text[line.body()];
            if body.is_empty() || body.starts_with('#') {
                self.at += 1;
            } else if self.conflict() || self.fence() {
            } else if is_ruler(body) {
                if self.ruler(&line) {
                    break;
                }
            } else if let Some(entry) = self.entry(&line) {
                if self.stuttered(&line, &entry) {
                    continue;
                }
                let entry = if entry.kind == Name::Text { entry } else { self.alone(&line, &entry) };
                let over = matches!(entry.kind, Name::Row(_) | Name::Table);
                let entry = if over { self.headed(&line, &entry) } else { entry };
                self.begin(&line, &entry);
            } else {
                self.other(&line);
                self.at += 1;
            }
        }
        self.slips
    }

    pub fn entry(&self, line: &SourceLine) -> Option<NamedLine> {
        let body = line.body();
        let known = || entry(self.text, body.clone(), self.names);
        self.entries.borrow_mut().entry(body.start).or_insert_with(known).clone()
    }

    /// The outermost entry that a line begins.
    pub fn outer(&self, line: &SourceLine) -> Option<NamedLine> {
        self.entry(line).filter(|entry| !matches!(entry.kind, Name::Row(_)))
    }

    /// The next line after `at` that is neither blank nor a comment.
    pub fn following(&self, at: usize) -> Option<&SourceLine> {
        let blank = |line: &&SourceLine| {
            let body = &self.text[line.body()];
            body.is_empty() || body.starts_with('#')
        };
        self.lines.get(at + 1..)?.iter().find(|line| !blank(line))
    }

    /// A line that begins with a known name.
    fn begin(&mut self, line: &SourceLine, entry: &NamedLine) {
        // A name in a cell of a pasted table, or set apart as a heading is.
        let raw = &self.text[entry.name.clone()];
        let name = raw.trim_matches(|c| is_blank(c) || "|｜【】[]".contains(c)).to_owned();
        let bars = raw.len() - raw.trim_start_matches(|c| is_blank(c) || "|｜".contains(c)).len();
        if bars > 0 {
            self.slips.edits.replace(entry.name.start..entry.name.start + bars, "");
        }
        if !matches!(entry.kind, Name::Row(_)) {
            self.outermost(line, entry, &name);
        } else if matches!(self.top, Some((Name::Table, _))) {
            self.row(line, entry, &name);
        } else {
            self.lead(line, line.indent);
        }
        match entry.kind {
            Name::Text => self.text_of(entry, &name),
            Name::Table | Name::Row(_) => self.figures_of(line, entry, &name),
            Name::Head => {
                let entry = &self.short(entry, &name);
                self.colon(entry, &name);
                self.tight_note(entry, &name);
                self.question(entry);
                self.at += 1;
            }
        }
    }

    fn outermost(&mut self, line: &SourceLine, entry: &NamedLine, name: &str) {
        if line.indent > self.base && !self.seen.contains(name) {
            let message = format!("“{name}”前面多了空格");
            self.slips.add("outer", entry.name.clone(), message, "这一项要从行首写起，前面不空格".into());
            self.slips.edits.replace(line.range.start..line.range.start + line.lead, " ".repeat(self.base));
        } else {
            self.lead(line, line.indent);
        }
        self.top = Some((entry.kind, name.to_owned()));
        self.seen.insert(name.to_owned());
        self.stack.clear();
        self.shift = 0;
        self.shifted = None;
    }

    /// A row of figures: mended to the indentation of its level.
    fn row(&mut self, line: &SourceLine, entry: &NamedLine, name: &str) {
        let table = self.top.as_ref().map_or("", |(_, name)| name.as_str()).to_owned();
        let Name::Row(depth) = entry.kind else { return };
        let open = entry.value.is_empty();
        if line.indent <= self.base {
            self.shift = self.base + 2 - line.indent;
            self.shifted = open.then(ShiftedGroup::default);
            let message = format!("“{table}”下面的各行前面没有空格");
            self.slips.add("rows", entry.name.clone(), message, "每一行前面空两格（半角空格）".into());
        } else if !self.shifted.as_mut().is_some_and(|group| depth != 1 && group.holds(line.indent, name)) {
            (self.shift, self.shifted) = (0, None);
        }
        let spaces = self.text[line.range.start..line.range.start + line.lead].bytes().all(|byte| byte == b' ');
        let mut indent = line.indent + self.shift;
        let first = self.stack.first().map(|(indent, _)| *indent);
        // A row of a group at the level of the group's own name.
        if depth == 2 && first == Some(indent) && self.stack.last().is_some_and(|(_, open)| *open)
            || self.inner(depth, indent)
        {
            indent += 2;
            // Blanks of another kind are named already, and so is a row at the margin.
            if spaces && line.indent > self.base {
                let message = "这一组下面的各行前面少了空格".to_owned();
                self.slips.add("inner", entry.name.clone(), message, format!("每一行前面空 {indent} 格"));
            }
        }
        let opens = self.stack.last().is_none_or(|(level, open)| *open && indent > *level);
        let first = opens && line.indent > self.base;
        let others = first.then(|| self.others_stand(depth, (line.indent, spaces))).flatten();
        let want = others.map_or_else(|| self.level(indent, depth), |others| others + self.shift);
        if want != indent && spaces {
            let message = format!("“{name}”没有和同一层的各行对齐");
            self.slips.add("align", entry.name.clone(), message, format!("前面空 {want} 格（半角空格）"));
        }
        self.stack.retain(|(level, _)| *level < want);
        self.stack.push((want, open));
        self.lead(line, want);
    }

    /// Where the rows of its level stand that follow on the first of them, when it alone stands elsewhere: then it is the odd one.
    fn others_stand(&self, depth: usize, (indent, spaces): (usize, bool)) -> Option<usize> {
        let mut others: Vec<usize> = Vec::new();
        let has_own = self.entry(&self.lines[self.at]).is_some_and(|own| !own.value.is_empty());
        for line in self.lines[self.at + 1..].iter().take(MOST_ROWS) {
            match self.entry(line).map(|entry| entry.kind) {
                Some(Name::Row(other)) if other == depth => others.push(line.indent),
                Some(Name::Row(other)) if other != 0 && other < depth => break,
                // 其余 may stand at any level: at that of the row before it, or farther out; columns stand below a row without figures.
                Some(Name::Row(0)) if others.last().map_or(has_own, |last| line.indent == *last) => {
                    others.push(line.indent);
                }
                None | Some(Name::Row(_)) => {}
                Some(_) => break,
            }
        }
        let first = *others.first()?;
        let usual = first == self.base + 2 * depth.max(1);
        let alone = (others.len() > 1 || usual) && others.iter().all(|other| *other == first);
        // Two columns off could be another level, unless the blanks are of another kind.
        let near = first.abs_diff(indent) < 2 || !spaces || depth == 1 && first.abs_diff(indent) == 2;
        (alone && first != indent && near).then_some(first)
    }

    /// Whether a row of the second level stands at the first, behind another one that was already moved.
    fn inner(&self, depth: usize, indent: usize) -> bool {
        depth == 2 && self.stack.len() == 2 && self.stack[0] == (indent, true)
    }

    /// The level that a row is meant for.
    fn level(&self, indent: usize, depth: usize) -> usize {
        let Some(&(last, open)) = self.stack.last() else { return indent };
        if indent > last {
            return if open { indent } else { last };
        }
        let levels: Vec<usize> = self.stack.iter().map(|(level, _)| *level).collect();
        match levels.iter().position(|level| *level >= indent) {
            Some(at) if levels[at] == indent => indent,
            // Between two levels: the one that the row belongs to, else the one that is one blank away.
            Some(at) if at > 0 && depth == at => levels[at - 1],
            Some(at) => levels[at],
            None => indent,
        }
    }

    /// The indentation of a line: blanks of other kinds named and mended, and `want` blanks put there.
    fn lead(&mut self, line: &SourceLine, want: usize) {
        let range = line.range.start..line.range.start + line.lead;
        let lead = &self.text[range.clone()];
        if let Some((at, c)) = lead.char_indices().find(|&(_, c)| c != ' ') {
            self.bad_lead(range.start + at, c);
        }
        if lead.len() != want || lead.contains(|c| c != ' ') {
            self.slips.edits.replace(range, " ".repeat(want));
        }
    }

    pub fn bad_lead(&mut self, at: usize, c: char) {
        let message = match c {
            '\t' => "行首用了制表符（Tab）".to_owned(),
            c => format!("行首用了{}，不算缩进", named_blank(c)),
        };
        self.slips.add("lead", at..at + c.len_utf8(), message, "行首只能用空格键打的空格缩进，每级两个".into());
    }

    /// The colon behind a name, mended.
    pub fn colon(&mut self, entry: &NamedLine, name: &str) {
        let value = &self.text[entry.value.clone()];
        let short: String = value.chars().take(12).collect();
        let dots = if short.len() < value.len() { "……" } else { "" };
        let shown = match short.as_str() {
            bar if is_bar(bar) => format!("写成“{name}: |”，冒号和竖线用半角"),
            "" => format!("写成“{name}:”，冒号用半角"),
            short => format!("写成“{name}: {short}{dots}”，冒号用半角，后面空一格"),
        };
        let sign = entry.gap.clone();
        let note = || self.text[sign.clone()].trim_start_matches(|c| is_blank(c) || ":：#＃/".contains(c));
        let (range, message, help) = match entry.colon {
            Colon::Right => return,
            Colon::Note => {
                let bar = if entry.kind == Name::Text { " |" } else { "" };
                let help = format!("写成“{name}:{bar}  # {}”：说明以半角的 # 开头，前面空一格", note());
                (sign.clone(), format!("“{name}”后面的说明没有写成说明，会当成内容"), help)
            }
            Colon::NoBlank => (sign.clone(), format!("“{name}:”后面没有空格"), shown),
            Colon::Other('：') => {
                let at = sign.start + self.text[sign.clone()].find('：').unwrap_or_default();
                (at..at + '：'.len_utf8(), format!("“{name}”后面用了全角冒号“：”"), shown)
            }
            Colon::Other(c) => (sign.clone(), format!("“{name}”后面写成了“{c}”，应当是半角冒号"), shown),
            Colon::BadBlank(c) => {
                let at = sign.start + self.text[sign.clone()].find(c).unwrap_or_default();
                let help = "删去它，用空格键重新打一个空格".to_owned();
                (at..at + c.len_utf8(), format!("冒号后面的空格是{}，不是空格键打的空格", named_blank(c)), help)
            }
            Colon::Missing => {
                let help = match (entry.kind, value) {
                    (Name::Text, "") => format!("写成“{name}: |”，用半角冒号，文字从下一行写起，每行空两格"),
                    (_, "") => format!("写成“{name}:”，用半角冒号"),
                    _ => shown,
                };
                (entry.name.clone(), format!("“{name}”后面没有冒号"), help)
            }
        };
        let tag = match entry.colon {
            Colon::BadBlank(_) => "blank",
            _ => "colon",
        };
        self.slips.add_each(tag, range, message, help);
        self.slips.edits.replace(sign, if entry.value.is_empty() { ":" } else { ": " });
    }

    /// A line of dashes: the beginning of a second document, or mere decoration. Whether nothing behind it is read.
    fn ruler(&mut self, line: &SourceLine) -> bool {
        let body = line.body();
        let first = self.seen.is_empty() && &self.text[body.clone()] == "---";
        let repeated = |line: &SourceLine| {
            self.outer(line).is_some_and(|entry| self.seen.contains(&self.text[entry.name.clone()]))
        };
        let second = !self.single && !self.seen.is_empty() && self.lines[self.at + 1..].iter().any(repeated);
        self.single = !second && !self.seen.is_empty();
        self.at += 1;
        if first {
            return false;
        }
        if second {
            let help = "“---”以后的内容另存为一个文件，放到那个机关的文件夹里";
            self.slips.add("documents", body, "一个文件只能放一份年报，这一行之后是另一份".into(), help.into());
            self.slips.edits.replace(line.range.start..self.text.len(), "");
            return true;
        }
        self.slips.add("ruler", body.clone(), "这一行是分隔线，数据文件里不能有".into(), "删去这一行".into());
        self.slips.edits.replace(body, "");
        false
    }

    /// A line that begins with no known name.
    fn other(&mut self, line: &SourceLine) {
        let body = line.body();
        let content = &self.text[body.clone()];
        if content.starts_with('＃') {
            self.slips.edits.replace(body.start..body.start + '＃'.len_utf8(), "# ");
            return;
        }
        if self.strange_group(line) || self.broken_name(line) {
            return;
        }
        if let Some(name) = content.strip_suffix('|').and_then(|head| head.trim_end_matches(is_blank).strip_suffix(':'))
            && line.indent <= self.base
        {
            // A text under a name that nobody knows, which reading tells: its lines are text all the same.
            self.top = Some((Name::Text, name.to_owned()));
            return;
        }
        let listed = matches!(&self.top, Some((Name::Head | Name::Text, _))) && !is_rubbish(content);
        if listed
            || content.contains([':', '：'])
            || content.starts_with(['-', '}', ']', '&', '*', '?', '%', '"', '\'']) && !is_rubbish(content)
        {
            let lead = &self.text[line.range.start..body.start];
            if lead.contains(|c| c != ' ') {
                self.lead(line, line.indent);
            }
            return;
        }
        let (message, help) = match Scan::bare_figures(content) {
            Some(list) if matches!(self.top, Some((Name::Table, _))) => {
                ("这一行只有数，前面没有行名", format!("前面写上行名，如“名称: {list}”"))
            }
            _ => (
                "这一行不是“名称: 内容”，读不懂",
                "是给自己看的说明，行首加 #；是某一部分的文字，写在那一项的竖线下面".to_owned(),
            ),
        };
        self.slips.add("garbage", body.clone(), message.into(), help);
        self.slips.edits.replace(body, "");
    }

    /// The first half of a name whose second half, with its figures, stands on the next line: named, and joined in the copy.
    fn broken_name(&mut self, line: &SourceLine) -> bool {
        let head = &self.text[line.body()];
        let Some(next) = self.lines.get(self.at + 1).filter(|_| head.len() <= LONGEST_NAME) else { return false };
        let tail = &self.text[next.body()];
        let name = tail.find([':', '：']).map(|colon| format!("{head}{}", &tail[..colon]));
        let known = name.as_deref().and_then(self.names).is_some_and(|kind| matches!(kind, Name::Row(_)));
        let Some(name) = name.filter(|_| known && matches!(self.top, Some((Name::Table, _)))) else { return false };
        let between = line.range.end..next.body().start;
        let message = format!("“{name}”断成了两行");
        self.slips.add_each("broken", line.body(), message, "接成一行".into());
        self.slips.edits.replace(between, "");
        self.at += 1;
        true
    }

    /// A group of rows under a name that nobody knows, which reading tells: the rows below it stand where they should.
    fn strange_group(&mut self, line: &SourceLine) -> bool {
        let body = &self.text[line.body()];
        let name = body.strip_suffix(':').filter(|name| !name.contains([':', '：', '"', '[', '{', '#']));
        let deeper = self.following(self.at).filter(|next| next.indent > line.indent && line.indent > self.base);
        let below = deeper.and_then(|next| self.entry(next)).is_some_and(|entry| matches!(entry.kind, Name::Row(_)));
        if name.is_none() || !below || !matches!(self.top, Some((Name::Table, _))) {
            return false;
        }
        self.stack.retain(|(level, _)| *level < line.indent);
        self.stack.push((line.indent, true));
        self.lead(line, line.indent);
        true
    }
}

/// Whether a line is only a bracket or two that nothing opened.
fn is_rubbish(content: &str) -> bool {
    content.chars().count() <= 2 && content.chars().all(|c| "]}】｝>》”".contains(c))
}

/// Whether a line is only drawn: three or more dashes or the like.
fn is_ruler(body: &str) -> bool {
    let mut chars = body.chars();
    let Some(first) = chars.next() else { return false };
    "-—－=＝*_~…·─━".contains(first) && body.chars().count() >= 3 && chars.all(|c| c == first)
}

/// The text of a line from an offset, without the blanks at its end.
pub(super) fn to_end(text: &str, from: usize, line: &SourceLine) -> Range<usize> {
    let end = line.range.end.max(from);
    from..from + text[from..end].trim_end().len()
}
