//! Characters that browsers put into the text of a PDF for others that look the same: radicals for ideographs, forms for vertical
//! setting for common punctuation.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// CJK Radicals Supplement, each followed by its unified ideograph (Unicode, `EquivalentUnifiedIdeograph.txt`). Kangxi radicals have
/// theirs as their compatibility decomposition.
const RADICALS: &str = "\
    ⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍尐⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母\
    ⺠民⺡氵⺢氺⺣灬⺤爫⺥爬⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑\
    ⺾艹⺿艺⻀艻⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辷⻎辸⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风\
    ⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟\
    ";

/// The text with ordinary characters for look-alikes; everything else stays as it is.
pub fn unified(text: &str) -> Cow<'_, str> {
    if !text.contains(is_look_alike) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_look_alike(c) { ordinary(c) } else { c }).collect())
}

fn is_look_alike(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FD5}' | '\u{FE10}'..='\u{FE19}' | '\u{FE50}'..='\u{FE5E}')
}

fn ordinary(c: char) -> char {
    if c < '\u{2F00}' {
        let mut pairs = RADICALS.chars();
        while let (Some(radical), Some(ideograph)) = (pairs.next(), pairs.next()) {
            if radical == c {
                return ideograph;
            }
        }
        return c;
    }
    match c {
        // Simplified texts do not have the forms these decompose to.
        '⼾' => '户',
        '⾭' => '青',
        '⿈' => '黄',
        // Their decompositions are half-width, Chinese text has the full-width ones.
        '\u{FE10}' | '\u{FE50}' => '，',
        '\u{FE13}' | '\u{FE55}' => '：',
        '\u{FE14}' | '\u{FE54}' => '；',
        '\u{FE15}' | '\u{FE57}' => '！',
        '\u{FE16}' | '\u{FE56}' => '？',
        '\u{FE59}' => '（',
        '\u{FE5A}' => '）',
        c => std::iter::once(c).nfkc().next().unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_become_what_they_look_like() {
        assert_eq!(unified("⾏政⼀⼆⼈⽂⻆⺠⼾⻓⻋"), "行政一二人文角民户长车");
        assert_eq!(unified("︑﹒︵﹙"), "、.︵（");
        assert!(matches!(unified("行政１２件"), Cow::Borrowed(_)));
    }
}
