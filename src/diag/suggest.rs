//! "Did you mean": the nearest known name.

/// The name among `known` that `given` most likely stands for, when one is near enough.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let score = |name: &str| {
        let likeness = strsim::normalized_damerau_levenshtein(given, name);
        // One name written out in the other (予以公开数 for 予以公开) is as good as one slip.
        let contains = given.chars().count() > 1 && (name.contains(given) || given.contains(name));
        if contains { likeness.max(0.6) } else { likeness }
    };
    known
        .into_iter()
        .map(|name| (score(name), name))
        .filter(|(score, _)| *score >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_their_name() {
        let known = ["予以公开", "部分公开", "不予公开", "本年新收", "成文日期"];
        assert_eq!(nearest("予已公开", known), Some("予以公开"));
        assert_eq!(nearest("新收", known), Some("本年新收"));
        assert_eq!(nearest("成文时间", known), Some("成文日期"));
        assert_eq!(nearest("电话", known), None);
    }
}
