//! A label that holds the whole way to its row in one cell: `三、本年度办理结果/（三）不予公开/1.属于国家秘密`, or only the numbers of
//! what stands above it, `三/（三）/1.属于国家秘密`.

use super::labels::{is_numeral, squeezed};

/// Signs that part the steps of a way.
const SIGNS: &str = "/／\\＼>＞→-—－–|｜·:：_";

/// The ways that a label may be read as: its steps, from the top. Knows no form.
pub(super) fn ways(text: &str) -> impl Iterator<Item = Vec<String>> {
    let sign = |c: char| SIGNS.contains(c);
    let ways = [
        steps(text, sign),
        steps(text, |c| c.is_whitespace() || sign(c)),
        before_numbers(&squeezed(text)).iter().flat_map(|step| steps(step, sign)).collect(),
    ];
    ways.into_iter().filter(|way| way.len() > 1)
}

fn steps(text: &str, parts: impl Fn(char) -> bool) -> Vec<String> {
    text.split(parts).map(squeezed).filter(|step| !step.is_empty()).collect()
}

/// A squeezed text cut before every `(三)` and `1.` within it.
fn before_numbers(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let begins = |at: usize| {
        let rest = &chars[at..];
        let run = |from: usize, of: fn(char) -> bool| rest[from..].iter().take_while(|c| of(**c)).count();
        match rest[0] {
            '(' => run(1, is_numeral) > 0 && rest.get(1 + run(1, is_numeral)) == Some(&')'),
            '0'..='9' => {
                let digits = run(0, |c| c.is_ascii_digit());
                at > 0 && !chars[at - 1].is_ascii_digit() && rest.get(digits).is_some_and(|c| ".、,".contains(*c))
            }
            _ => false,
        }
    };
    let mut steps: Vec<String> = vec![String::new()];
    for (at, c) in chars.iter().enumerate() {
        if begins(at) {
            steps.push(String::new());
        }
        steps.last_mut().into_iter().for_each(|step| step.push(*c));
    }
    steps
}
