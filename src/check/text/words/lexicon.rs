//! The words and phrases that the text checks understand, found in a text: the form's lexicon compiled into one automaton, and the
//! cheapest cut.
//!
//! Knows the form's words and what they say; nothing of figures or sentences.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::check::text::words::{FoundPhrase, Said, is_han};
use crate::form::{Form, Sets};
pub(crate) use crate::form::{Phrase, Word};

/// The words of a form, compiled.
#[derive(Debug)]
pub(crate) struct CompiledLexicon {
    /// None only if it could not be built: then nothing is read, and nothing reported.
    automaton: Option<AhoCorasick>,
    /// For each pattern the word it is, if it is one, and the sets it belongs to.
    entries: Vec<(Option<Word>, Sets)>,
}

/// The lexicons of the forms in use; the weak reference tells whether an entry's form is still the same.
static LEXICONS: Mutex<Vec<(Weak<Form>, Arc<CompiledLexicon>)>> = Mutex::new(Vec::new());

/// What an unknown character costs in a cut, and a word.
const UNKNOWN: u32 = 10;
const WORD: u32 = 1;
/// No word begins here.
const NONE: u32 = u32::MAX;

impl CompiledLexicon {
    /// The lexicon of a form, made once.
    pub fn of(form: &Arc<Form>) -> Arc<CompiledLexicon> {
        let mut lexicons = LEXICONS.lock().unwrap_or_else(PoisonError::into_inner);
        lexicons.retain(|(weak, _)| weak.strong_count() > 0);
        let same = |weak: &Weak<Form>| std::ptr::eq(weak.as_ptr(), Arc::as_ptr(form));
        if let Some((_, lexicon)) = lexicons.iter().find(|(weak, _)| same(weak)) {
            return lexicon.clone();
        }
        let lexicon = Arc::new(CompiledLexicon::new(form));
        lexicons.push((Arc::downgrade(form), lexicon.clone()));
        lexicon
    }

    fn new(form: &Form) -> CompiledLexicon {
        let mut patterns: Vec<&str> = Vec::new();
        let mut entries: Vec<(Option<Word>, Sets)> = Vec::new();
        let mut index: HashMap<&str, usize> = HashMap::new();
        let words = form.lexicon().words.iter().map(|(text, word)| {
            // The words by which a report speaks of itself are a set of phrases as well.
            (text, Some(*word), if *word == Word::Own { Sets::only(Phrase::Own) } else { Sets::default() })
        });
        let phrases = form.lexicon().phrases.iter().map(|(text, set)| (text, None, Sets::only(*set)));
        for (text, word, sets) in words.chain(phrases) {
            let at = *index.entry(text).or_insert_with(|| {
                patterns.push(text);
                entries.push((None, Sets::default()));
                entries.len() - 1
            });
            entries[at].0 = entries[at].0.or(word);
            entries[at].1 = entries[at].1.or(sets);
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            // QQ.COM, NULL.
            .ascii_case_insensitive(true)
            .build(patterns)
            .ok();
        CompiledLexicon { automaton, entries }
    }

    /// All phrases of a text.
    pub fn said(&self, text: &str) -> Said {
        self.read(text).1
    }

    /// All words of a text from left to right, none overlapping: the cut that leaves the fewest characters unknown and takes the
    /// fewest words, 未 | 出现 | 行政复议 and not 出 | 现行 | 政 | 复议. And all its phrases.
    pub fn read(&self, text: &str) -> (Vec<(Range<usize>, Word)>, Said) {
        let Some(automaton) = &self.automaton else { return Default::default() };
        let mut words: Vec<(usize, usize, Word)> = Vec::new();
        let mut phrases: Vec<FoundPhrase> = Vec::new();
        for found in automaton.find_overlapping_iter(text) {
            let (word, sets) = self.entries[found.pattern().as_usize()];
            let (start, end) = (found.start(), found.end());
            words.extend(word.map(|word| (start, end, word)));
            if !sets.is_empty() {
                phrases.push(FoundPhrase { start, end, sets });
            }
        }
        words.sort_unstable_by_key(|&(start, end, _)| (start, end));
        (cut(text, &words), Said::new(phrases))
    }
}

/// The cheapest way through the words found, which are given in the order of their beginnings.
fn cut(text: &str, found: &[(usize, usize, Word)]) -> Vec<(Range<usize>, Word)> {
    // From the end of the text to its beginning: what the rest costs, and the word that begins here, if one does.
    let mut cost = vec![0u32; text.len() + 1];
    let mut choice = vec![NONE; text.len() + 1];
    let mut rest = found.len();
    for (at, c) in text.char_indices().rev() {
        // A mark or a blank is no unknown word.
        let unknown = if is_han(c) || c.is_alphanumeric() { UNKNOWN } else { 0 };
        cost[at] = cost[at + c.len_utf8()] + unknown;
        while rest > 0 && found[rest - 1].0 == at {
            rest -= 1;
            let end = found[rest].1;
            // The longest comes first and wins where two cost the same.
            if cost[end] + WORD < cost[at] || choice[at] == NONE && cost[end] + WORD <= cost[at] {
                cost[at] = cost[end] + WORD;
                choice[at] = u32::try_from(rest).unwrap_or(NONE);
            }
        }
    }
    let mut words = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match found.get(choice[at] as usize).filter(|_| choice[at] != NONE) {
            Some(&(_, end, word)) => {
                words.push((at..end, word));
                at = end;
            }
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    words
}
