//! How long and how deep the text of a template may be, so that its parser and compiler, which go down into themselves, come up again.
//!
//! Knows the engine's tokens; must not know what they do.

use std::ops::Range;

use minijinja::machinery::{Token, tokenize};
use minijinja::syntax::SyntaxConfig;

/// Longest template, in bytes.
const MAX_LENGTH: usize = 256 * 1024;
/// Most lines: the engine counts them with 16 bits.
const MAX_LINES: usize = 20_000;
/// Most names, operators and values in one tag: each can be a level of the engine's recursion.
const MAX_TOKENS: usize = 500;
/// Most brackets within each other.
const MAX_BRACKETS: usize = 30;
/// Most blocks within each other; an `elif` is a block within its `if`.
const MAX_BLOCKS: usize = 60;

/// Holds a template against the bounds.
///
/// # Errors
/// Where it goes beyond them, and how, in Chinese.
pub fn bounds(text: &str) -> Result<(), (Range<usize>, String)> {
    if text.len() > MAX_LENGTH {
        return Err((0..0, format!("模板超过 {} KB", MAX_LENGTH / 1024)));
    }
    if text.matches('\n').count() > MAX_LINES {
        return Err((0..0, format!("模板超过 {MAX_LINES} 行")));
    }
    let mut blocks = OpenBlocks::default();
    let mut tag = TemplateTag::default();
    // Where the tokens end in an error the parser ends, too, and says so.
    for (token, span) in tokenize(text, false, SyntaxConfig::default()).map_while(Result::ok) {
        let at = span.start_offset as usize..span.end_offset as usize;
        match token {
            Token::VariableStart | Token::BlockStart => tag = TemplateTag::default(),
            Token::ParenOpen | Token::BracketOpen | Token::BraceOpen => tag.brackets += 1,
            Token::ParenClose | Token::BracketClose | Token::BraceClose => {
                tag.brackets = tag.brackets.saturating_sub(1);
            }
            Token::Ident(word) if tag.tokens == 1 => tag.word = Some(word),
            Token::Assign => tag.assigns = true,
            Token::BlockEnd => blocks.pass(&tag),
            _ => {}
        }
        tag.tokens += 1;
        if tag.tokens > MAX_TOKENS || tag.brackets > MAX_BRACKETS {
            return Err((at, "这里写得过于复杂，请分成几步（用 set 分别取名）".into()));
        }
        if blocks.depth > MAX_BLOCKS {
            return Err((at, "判断和循环套得过深".into()));
        }
    }
    Ok(())
}

/// What is seen of one tag.
#[derive(Default)]
struct TemplateTag<'a> {
    tokens: usize,
    brackets: usize,
    /// Its first word.
    word: Option<&'a str>,
    assigns: bool,
}

/// The blocks that are open.
#[derive(Default)]
struct OpenBlocks {
    /// How much each adds to the depth.
    open: Vec<usize>,
    depth: usize,
}

impl OpenBlocks {
    fn pass(&mut self, tag: &TemplateTag) {
        match tag.word {
            Some("set") if tag.assigns => {}
            Some("if" | "for" | "with" | "filter" | "autoescape" | "block" | "set" | "macro" | "call") => {
                self.open.push(1);
                self.depth += 1;
            }
            Some("elif") => {
                if let Some(last) = self.open.last_mut() {
                    *last += 1;
                    self.depth += 1;
                }
            }
            Some(word) if word.starts_with("end") => self.depth -= self.open.pop().unwrap_or(0),
            _ => {}
        }
    }
}
