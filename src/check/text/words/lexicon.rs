//! The words that the text checks understand, found in a text: the form's lexicon compiled into one automaton, and the cheapest cut.
//!
//! Knows the form's words and what they say; nothing of figures or sentences.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::form::Form;
pub(crate) use crate::form::Word;

/// The words of a form, compiled.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// None only if it could not be built: then nothing is read, and nothing reported.
    automaton: Option<AhoCorasick>,
    words: Vec<Word>,
}

/// The lexicons of the forms in use; the weak reference tells whether an entry's form is still the same.
static LEXICONS: Mutex<Vec<(Weak<Form>, Arc<Lexicon>)>> = Mutex::new(Vec::new());

/// What an unknown character costs in a cut, and a word.
const UNKNOWN: u64 = 10;
const WORD: u64 = 1;

impl Lexicon {
    /// The lexicon of a form, made once.
    pub fn of(form: &Arc<Form>) -> Arc<Lexicon> {
        let mut lexicons = LEXICONS.lock().unwrap_or_else(PoisonError::into_inner);
        lexicons.retain(|(weak, _)| weak.strong_count() > 0);
        let same = |weak: &Weak<Form>| std::ptr::eq(weak.as_ptr(), Arc::as_ptr(form));
        if let Some((_, lexicon)) = lexicons.iter().find(|(weak, _)| same(weak)) {
            return lexicon.clone();
        }
        let lexicon = Arc::new(Lexicon::new(form));
        lexicons.push((Arc::downgrade(form), lexicon.clone()));
        lexicon
    }

    fn new(form: &Form) -> Lexicon {
        let words = &form.lexicon.words;
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(words.iter().map(|(text, _)| text))
            .ok();
        Lexicon { automaton, words: words.iter().map(|(_, word)| *word).collect() }
    }

    /// All words of a text from left to right, none overlapping: the cut that leaves the fewest characters unknown and takes the
    /// fewest words, 未 | 出现 | 行政复议 and not 出 | 现行 | 政 | 复议.
    pub fn words(&self, text: &str) -> Vec<(Range<usize>, Word)> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut found: Vec<(usize, usize, usize)> =
            automaton.find_overlapping_iter(text).map(|m| (m.start(), m.end(), m.pattern().as_usize())).collect();
        found.sort_unstable_by_key(|&(start, end, _)| (start, end));
        // From the end of the text to its beginning: what the rest costs, and the word that begins here, if one does.
        let mut cost = vec![0u64; text.len() + 1];
        let mut choice: Vec<Option<(usize, usize)>> = vec![None; text.len() + 1];
        let mut rest = found.len();
        for (at, c) in text.char_indices().rev() {
            // A mark or a blank is no unknown word.
            let unknown = if c.is_alphanumeric() { UNKNOWN } else { 0 };
            cost[at] = cost[at + c.len_utf8()] + unknown;
            while rest > 0 && found[rest - 1].0 == at {
                rest -= 1;
                let (_, end, word) = found[rest];
                // The longest comes first and wins where two cost the same.
                if cost[end] + WORD < cost[at] || choice[at].is_none() && cost[end] + WORD <= cost[at] {
                    cost[at] = cost[end] + WORD;
                    choice[at] = Some((end, word));
                }
            }
        }
        let mut words = Vec::new();
        let mut at = 0;
        while at < text.len() {
            match choice[at] {
                Some((end, word)) => {
                    words.push((at..end, self.words[word]));
                    at = end;
                }
                None => at += text[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        words
    }
}
