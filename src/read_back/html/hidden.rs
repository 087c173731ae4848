//! What a page does not show: hidden by its own style or by what it is called.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use super::{has_class, is_block, style};

/// Not shown to someone who looks at the page.
pub(super) fn is_hidden(element: &Element) -> bool {
    if element.attr("hidden").is_some() || has_class(element, &["unseen", "sr-only", "visually-hidden"]) {
        return true;
    }
    let style = style(element);
    ["display:none", "visibility:hidden", "mso-hide:all"].iter().any(|rule| style.contains(rule))
}

/// A part of a page that keeps its room and stays unseen until a script shows it, as WeChat gives all of an article: it holds a table or
/// several paragraphs. What is hidden without room (`display:none`) is a copy for other screens.
pub(super) fn awaits_script(node: NodeRef<Node>, element: &Element) -> bool {
    let style = style(element);
    if !style.contains("visibility:hidden") || style.contains("display:none") || !is_block(element.name()) {
        return false;
    }
    let inner = node.descendants().skip(1).filter_map(|inner| inner.value().as_element());
    let parts = inner.map(|inner| usize::from(is_block(inner.name())) + 3 * usize::from(inner.name() == "table"));
    parts.sum::<usize>() >= 3
}

#[cfg(test)]
mod tests {
    use crate::read_back::html::read;
    use crate::read_back::unit::PAGE_TITLE;

    fn words(page: &str) -> Vec<String> {
        read(page.as_bytes()).unwrap().units.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_a_script_will_show_is_read_and_other_hidden_parts_are_not() {
        let article = "<section><p>一段。</p><p>又一段。</p></section><table><tr><td>规章<td>5</table>";
        let page = |style: &str| {
            format!("<title>某局 年报</title><h1>题</h1><div id=js_content style='{style}'>{article}</div>")
        };
        let shown = ["题", "一段。", "又一段。", "规章 | 5"];
        assert_eq!(words(&page("visibility: hidden; opacity: 0;")), shown);
        assert_eq!(words(&page("display:none")), ["题"]);
        assert_eq!(words("<p>甲</p><div style='visibility:hidden'><p>乙</p></div>"), ["甲"]);
        let contents = read(page("visibility:hidden").as_bytes()).unwrap();
        assert_eq!(contents.properties[PAGE_TITLE], "某局 年报");
        assert_eq!(contents.remarks, ["有一部分内容要等网页的程序运行才显示，也读入了"]);
    }
}
