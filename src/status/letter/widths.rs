//! How wide the columns of a letter are: as what stands in them needs, so that a few findings stay on one page.

use unicode_width::UnicodeWidthStr;

/// How many characters of half width a line of the table holds, all columns together.
const LINE: usize = 80;
/// No column is narrower, and none has to be wider than its head and its longest word, in characters of half width.
const LEAST: usize = 4;
/// What the margins of a cell and a letter wider than others take.
const MARGIN: usize = 2;
/// A longer word may be broken.
const LONGEST_WORD: usize = 10;

/// The widths of columns, by their heads and rows.
pub(super) fn widths<const N: usize>(heads: [&str; N], rows: &[[String; N]], said: &[usize]) -> Vec<u32> {
    let texts = |column: usize| rows.iter().map(move |row| row[column].as_str());
    let least = |column: usize| {
        let words = texts(column).flat_map(|text| text.split(|c: char| !c.is_ascii_graphic())).map(str::len);
        words.chain([heads[column].width()]).map(|word| word.min(LONGEST_WORD)).max().unwrap_or(0).max(LEAST) + MARGIN
    };
    let mut widths: Vec<usize> = said.iter().map(|&column| least(column)).collect();
    // Rows are as high as their highest cell: the next character goes where it lowers the high ones most.
    let height = |column: usize, width: usize| -> f64 {
        texts(column).map(|text| (text.width() as f64 / width as f64).powi(4)).sum()
    };
    while widths.iter().sum::<usize>() < LINE {
        let gain = |at: usize| height(said[at], widths[at]) - height(said[at], widths[at] + 1);
        let Some(best) = (0..widths.len()).max_by(|a, b| gain(*a).total_cmp(&gain(*b))) else { break };
        widths[best] += 1;
    }
    widths.into_iter().map(|width| width as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_has_the_room() {
        let row = |texts: [&str; 3]| texts.map(str::to_owned);
        let long = "文字里的数与表里的数要一致，请核对后改正其中一处。";
        let rows = [row(["1", long, "12"]), row(["2", "—", "按台账核定"])];
        let found = widths(["序号", "问题", "应为"], &rows, &[0, 1, 2]);
        assert!(found[1] > 3 * found[2] && found[0] == 6 && found.iter().sum::<u32>() == LINE as u32, "{found:?}");
        // A column in which nothing stands has no width; a figure is not broken.
        let rows = [row(["1", long, "46875374.5"])];
        assert_eq!(widths(["序号", "问题", "应为"], &rows, &[0, 2]).len(), 2);
        assert!(widths(["序号", "问题", "应为"], &rows, &[0, 1, 2])[2] >= 10);
    }
}
