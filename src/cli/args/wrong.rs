//! What is wrong with a command as typed, in Chinese, and what to type instead.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error};

use super::{Args, exit};
use crate::diag::{argument, nearest};
use crate::show;

/// What people type who want to be shown the help.
const HELP_WORDS: [&str; 6] = ["help", "帮助", "?", "？", "/?", "用法"];

/// Prints help to standard output, and what is wrong with the arguments to standard error, with what to type instead and how the
/// command is written.
pub fn explain(error: &Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Nothing can be done about a closed pipe.
        let _ = error.print();
        return ExitCode::from(exit::OK);
    }
    let typed =
        TypedCommand::new(std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect());
    match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            say!("{}", error.render().ansi().to_string().trim_end());
            return ExitCode::from(exit::FAILURE);
        }
        ErrorKind::InvalidSubcommand if HELP_WORDS.contains(&&*told(error, ContextKind::InvalidSubcommand)) => {
            let _ = Args::command().print_help();
            return ExitCode::from(exit::OK);
        }
        _ => {}
    }
    let instead = typed.instead(error).map(|words| format!("；{words}")).unwrap_or_default();
    say!("{}", show::failure(&format!("{}{instead}", message(error))));
    say!("{}", typed.usage());
    ExitCode::from(exit::FAILURE)
}

/// What the error says of one thing.
fn told(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    }
}

fn message(error: &Error) -> String {
    let (argument, value) = (told(error, ContextKind::InvalidArg), told(error, ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", told(error, ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("不认识“{argument}”"),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面缺少内容"),
        ErrorKind::InvalidValue => {
            format!("“{argument}”不能是“{value}”，应为：{}", told(error, ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => format!("“{argument}”不能是“{value}”"),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::ArgumentConflict => format!("“{argument}”不能重复或与其他选项同时使用"),
        _ => format!("命令的写法有误：{argument} {value}"),
    }
}

/// A command as typed.
struct TypedCommand {
    words: Vec<String>,
    /// The program's own description of itself.
    program: clap::Command,
}

impl TypedCommand {
    fn new(words: Vec<String>) -> TypedCommand {
        TypedCommand { words, program: Args::command() }
    }

    /// The command among the words.
    fn command(&self) -> Option<&clap::Command> {
        self.words.iter().find_map(|word| self.program.find_subcommand(word))
    }

    /// How the command is written, and where its options are explained.
    fn usage(&self) -> String {
        match self.command() {
            Some(command) => {
                let usage = command.clone().render_usage().to_string();
                let usage = usage.trim_start_matches(|c: char| c != 'n').trim_end();
                format!("用法：{usage}\n各选项的意思：nianbao {} --help", command.get_name())
            }
            None => "各命令见 nianbao --help".to_owned(),
        }
    }

    /// What was probably meant, in words.
    fn instead(&self, error: &Error) -> Option<String> {
        match error.kind() {
            ErrorKind::InvalidSubcommand => self.other_command(&told(error, ContextKind::InvalidSubcommand)),
            ErrorKind::UnknownArgument => self.other_option(&told(error, ContextKind::InvalidArg)),
            ErrorKind::MissingRequiredArgument => self.year_without_option(),
            ErrorKind::ValueValidation => self.agency_first(&told(error, ContextKind::InvalidValue)),
            _ => None,
        }
    }

    fn other_command(&self, given: &str) -> Option<String> {
        if std::path::Path::new(given).exists() {
            return Some(format!("先写要做什么，如 nianbao check {}", argument(given)));
        }
        let near = nearest(given, self.program.get_subcommands().map(clap::Command::get_name));
        near.map(|near| format!("是不是“{near}”？"))
    }

    fn other_option(&self, given: &str) -> Option<String> {
        let command = self.command()?;
        let given = given.trim_start_matches('-').split(['=', '＝']).next().unwrap_or_default();
        let options: Vec<&str> = command.get_arguments().filter_map(clap::Arg::get_long).collect();
        if let Some(near) = nearest(given, options) {
            return Some(format!("是不是“--{near}”？"));
        }
        let takes_paths = command.get_positionals().any(|paths| paths.get_id() == "paths");
        let value = self.words.iter().skip_while(|word| !word.ends_with(given)).nth(1);
        let path = value.filter(|value| takes_paths && std::path::Path::new(value).exists())?;
        Some(format!("文件和文件夹直接写在命令后面，如 nianbao {} {}", command.get_name(), argument(path)))
    }

    /// A year typed where the option that takes it was left out.
    fn year_without_option(&self) -> Option<String> {
        let command = self.command()?;
        let option = command.get_arguments().find(|option| option.get_long() == Some("year"))?;
        let year = self.words.iter().find(|word| is_year(word)).filter(|_| option.is_required_set())?;
        Some(format!("写成 nianbao {} --year {year}", command.get_name()))
    }

    /// The year typed before the agency.
    fn agency_first(&self, given: &str) -> Option<String> {
        let command = self.command()?;
        let at = self.words.iter().position(|word| word == given)?;
        let year = at.checked_sub(1).and_then(|before| self.words.get(before)).filter(|word| is_year(word))?;
        Some(format!("先写机关，再写年度：nianbao {} {} {year}", command.get_name(), argument(given)))
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.starts_with("20") && word.bytes().all(|byte| byte.is_ascii_digit())
}
