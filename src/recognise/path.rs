//! A label that holds the whole way to its row in one cell: `三、本年度办理结果/（三）不予公开/1.属于国家秘密`, or only the numbers of
//! what stands above it, `三/（三）/1.属于国家秘密`.

use super::labels::{is_numeral, squeezed};
use super::names::Names;

/// Signs that part the steps of a way.
const SIGNS: &str = "/／\\＼>＞→-—－–|｜·:：_";

/// A label as its last step, and the group above it where one with rows of its own is named.
pub(super) struct Path {
    pub group: Option<usize>,
    pub label: String,
}

/// Reads a label as a way; `None` when it is not one, or every step but the last is not of the form.
pub(super) fn of(text: &str, names: &Names) -> Option<Path> {
    if names.is_exact_label(text) {
        return None;
    }
    let sign = |c: char| SIGNS.contains(c);
    let plain = squeezed(text);
    let ways = [
        steps(text, sign),
        steps(text, |c| c.is_whitespace() || sign(c)),
        before_numbers(&plain).into_iter().flat_map(|step| steps(&step, sign)).collect(),
    ];
    ways.into_iter().find_map(|way| {
        let (last, above) = way.split_last().filter(|(_, above)| !above.is_empty())?;
        let known = above.iter().all(|step| names.is_above(step)) && names.is_exact_label(last);
        let group = above.iter().rev().find_map(|step| names.group_called(step));
        known.then(|| Path { group, label: last.clone() })
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::Templates;

    #[test]
    fn ways_lead_to_their_rows_and_other_texts_are_none() {
        let forms = Templates::default().forms().unwrap();
        let form = forms.for_year(2023).unwrap();
        let names = Names::new(&form, &forms);
        let read = |text: &str| {
            of(text, &names).map(|path| (path.group.map(|group| names.groups[group].keys.concat()), path.label))
        };
        let found = |group: Option<&str>, label: &str| Some((group.map(str::to_owned), label.to_owned()));
        for text in [
            "三、本年度办理结果/（三）不予公开/1.属于国家秘密",
            "三/（三）/1.属于国家秘密",
            "（三）不予公开—1.属于国家秘密",
            "三、本年度办理结果 （三）不予公开 1.属于国家秘密",
            "三、本年度办理结果（三）不予公开1.属于国家秘密",
            "三、本 年 度\n办 理 结 果 > （三） 不予公开 > 1.属于国家秘密",
        ] {
            assert_eq!(read(text), found(Some("不予公开"), "1.属于国家秘密"), "{text}");
        }
        assert_eq!(read("三/（六）/3.其他"), found(Some("其他处理"), "3.其他"));
        assert_eq!(read("三、本年度办理结果/（七）总计"), found(None, "(七)总计"));
        assert_eq!(read("行政诉讼 复议后起诉"), found(None, "复议后起诉"));
        for text in ["1.属于国家秘密", "甲/1.属于国家秘密", "三/（三）/乙", "（三）不予公开", "2024-01-20", ""]
        {
            assert!(of(text, &names).is_none(), "{text}");
        }
    }
}
