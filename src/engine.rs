//! The template engine (模板引擎): minijinja whole — loops, macros, filters, operators — where no template can abort the process, hang
//! it, or fill its memory.
//!
//! The engine's own fuel pays for every instruction and every byte that is made. What it does not pay for is looking *through* values:
//! two short lines make a list whose comparison takes for ever, and one can be built so deep that dropping it overflows the stack.
//! `paid` has every such look paid for and every depth held against a bound; `bounds` keeps a template's text from being deeper than
//! its parser and compiler can go. Knows templates and values; must not know what they are about.

mod bounds;
mod paid;

use minijinja::machinery::{CodeGenerator, eval, make_string_output, parse};
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};

pub use bounds::bounds;

/// What is wrong with a template (模板有误), with its line, for whoever keeps one of their own.
#[must_use]
pub fn words(error: &Error) -> String {
    let what = match error.kind() {
        ErrorKind::UndefinedError => "用了没有的值（多半是旧版的模板，请与程序自带的对照着改）",
        ErrorKind::SyntaxError => "写法不对",
        ErrorKind::OutOfFuel => "要做的事太多，停了下来",
        ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest | ErrorKind::UnknownMethod => {
            "用了没有的过滤器、函数或判断"
        }
        ErrorKind::TemplateNotFound => "引用了别的模板；一个模板只能是一个文件",
        _ => "算不出结果",
    };
    let line = error.line().map_or(String::new(), |line| format!("第 {line} 行"));
    // What the engine says in English is of no use to the reader; what the program itself says is.
    let detail =
        error.detail().filter(|detail| !detail.is_ascii()).map_or(String::new(), |detail| format!("：{detail}"));
    format!("{line}{what}{detail}")
}

/// Depth of calls: a macro within a macro counts four.
const MAX_CALLS: usize = 200;

/// How texts of one kind are filled in.
pub struct Engine {
    environment: Environment<'static>,
    escape: AutoEscape,
}

impl Engine {
    /// Fills in plain text; `fuel` is the number of instructions that one text may run, and 64 times as many bytes it may make.
    #[must_use]
    pub fn text(fuel: u64) -> Engine {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(fuel));
        environment.set_recursion_limit(MAX_CALLS);
        environment.set_debug(true);
        environment.set_formatter(|out, state, value| {
            paid::look_through(state, value)?;
            minijinja::escape_formatter(out, state, value)
        });
        paid::equip(&mut environment);
        Engine { environment, escape: AutoEscape::None }
    }

    /// Fills in web pages: what is printed is escaped, and lines that hold nothing but a block leave no line.
    ///
    /// # Errors
    /// The engine does not take the syntax.
    pub fn page(fuel: u64) -> Result<Engine, Error> {
        let mut engine = Engine::text(fuel);
        engine.environment.set_debug(false);
        engine.environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        engine.escape = AutoEscape::Html;
        Ok(engine)
    }

    /// The same, where values are printed by `formatter`, which must not look through lists and mappings.
    #[must_use]
    pub fn printing(
        mut self,
        formatter: impl Fn(&mut Output, &mut State, &Value) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Engine {
        self.environment.set_formatter(formatter);
        self
    }

    /// Fills in one text, which [`bounds`] has let pass; `name` is for messages.
    ///
    /// # Errors
    /// The text is no template, names what is not there, or does more than its fuel pays for; with its place in the text.
    pub fn fill(&self, name: &str, text: &str, values: Value) -> Result<String, Error> {
        let tree = paid::statement(&parse(text, name, self.environment.syntax().clone())?);
        let mut generator = CodeGenerator::new(name, text);
        generator.compile_stmt(&tree);
        let (instructions, blocks) = generator.finish();
        let mut filled = String::new();
        let mut output = make_string_output(&mut filled);
        eval(&self.environment, &instructions, values, &blocks, &mut output, self.escape.clone())?;
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_in_words_with_its_line() {
        let said = |text: &str| {
            let error = Engine::page(1000).and_then(|engine| engine.fill("页", text, Value::from(1))).unwrap_err();
            words(&error)
        };
        for (text, expected) in [
            ("甲\n{{ 没有 }}", "第 2 行用了没有的值"),
            ("{% if %}", "第 1 行写法不对"),
            ("\n\n{{ 1|没有 }}", "第 3 行用了没有的过滤器、函数或判断"),
            ("{% for a in range(9999) %}{{ a }}{% endfor %}", "第 1 行要做的事太多，停了下来"),
        ] {
            assert!(said(text).starts_with(expected), "{text}: {}", said(text));
        }
    }
}
