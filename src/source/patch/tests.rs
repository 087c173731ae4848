use super::*;

fn patcher(text: &str) -> Patcher {
    Patcher::new(Path::new("甲局/2024.yaml"), text.as_bytes().to_vec())
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The text after a change.
fn after(text: &str, change: impl FnOnce(&mut Patcher) -> Result<(), PatchError>) -> String {
    let mut patcher = patcher(text);
    change(&mut patcher).unwrap_or_else(|error| panic!("{error}\n{text}"));
    String::from_utf8(patcher.bytes()).unwrap()
}

/// What keeps a text from being changed; the text stays.
fn refused(text: &str, change: impl FnOnce(&mut Patcher) -> Result<(), PatchError>) -> String {
    let mut patcher = patcher(text);
    let error = change(&mut patcher).unwrap_err();
    assert_eq!(patcher.bytes(), text.as_bytes());
    error.to_string()
}

fn scalar(text: &str) -> New {
    New::Scalar(text.into())
}

#[test]
fn scalars_are_replaced_where_they_stand() {
    for (before, path, new, expected) in [
        ("甲: 1   # 注\n乙: 2\n", &["甲"][..], "15", "甲: 15   # 注\n乙: 2\n"),
        ("甲:\n  乙: {丙: 1, 丁: 2}\n", &["甲", "乙", "丁"], "30", "甲:\n  乙: {丙: 1, 丁: 30}\n"),
        ("甲: {乙: '1' , 丁: 2}\n", &["甲", "乙"], "30", "甲: {乙: 30 , 丁: 2}\n"),
        ("甲:\n乙: 2\n", &["甲"], "1", "甲: 1\n乙: 2\n"),
        ("甲:   # 还没有\n乙: 2\n", &["甲"], "1", "甲: 1   # 还没有\n乙: 2\n"),
        ("甲: ~\n", &["甲"], "1", "甲: 1\n"),
        ("甲: {乙: , 丙: 2}\n", &["甲", "乙"], "1", "甲: {乙: 1 , 丙: 2}\n"),
        ("甲: 一段\n  两行\n# 注\n乙: 2\n", &["甲"], "1", "甲: 1\n# 注\n乙: 2\n"),
        ("甲:\n  文字\n乙: 2\n", &["甲"], "1", "甲: 1\n乙: 2\n"),
        ("甲: |\n  一\n\n  二\n\n# 注\n乙: 2\n", &["甲"], "1", "甲: 1\n\n# 注\n乙: 2\n"),
        ("\"甲\": 1\n", &["甲"], "-2", "\"甲\": -2\n"),
        ("甲: 1", &["甲"], "a: b", "甲: \"a: b\""),
        ("甲: 1\r\n乙: 2\r\n", &["甲"], "15", "甲: 15\r\n乙: 2\r\n"),
        ("甲: [1,\n  2]\n", &["甲"], "5", "甲: 5\n"),
    ] {
        assert_eq!(after(before, |p| p.set(path, &scalar(new))), expected, "{before}");
    }
}

#[test]
fn items_are_replaced_where_they_stand() {
    for (before, expected) in [
        ("甲: [1, 2,3]  # 注\n", "甲: [1, 20,3]  # 注\n"),
        ("甲: [1,\n     2,   # 二\n     3]\n", "甲: [1,\n     20,   # 二\n     3]\n"),
        ("甲:\n  - 1\n  - 2   # 二\n  - 3\n", "甲:\n  - 1\n  - 20   # 二\n  - 3\n"),
        ("甲:\n- 1\n- '2'\n", "甲:\n- 1\n- 20\n"),
        ("甲: [1, -, 3]\n", "甲: [1, 20, 3]\n"),
    ] {
        assert_eq!(after(before, |p| p.set_item(&["甲"], 1, "20")), expected);
    }
}

#[test]
fn texts_keep_their_way_of_writing() {
    for (before, new, expected) in [
        ("文: |   # 注\n    一\n    二\n\n# 下\n乙: 2\n", "三\n四", "文: |   # 注\n  三\n  四\n\n# 下\n乙: 2\n"),
        ("文: |-\n  一\n乙: 2\n", "三", "文: |-\n  三\n乙: 2\n"),
        ("文: >\n  一\n  二\n乙: 2\n", "三\n\n四\n", "文: |\n  三\n\n  四\n乙: 2\n"),
        ("文: 一句。  # 注\n乙: 2\n", "另一句。", "文: 另一句。  # 注\n乙: 2\n"),
        ("文: 一句。  # 注\n乙: 2\n", "另一句。\n二。", "文: |  # 注\n  另一句。\n  二。\n乙: 2\n"),
        ("文: 一句。\n  接着\n乙: 2\n", "三\n四", "文: |\n  三\n  四\n乙: 2\n"),
        ("文:\n  一句。\n  接着\n乙: 2\n", "三\n四", "文: |\n  三\n  四\n乙: 2\n"),
        ("文: \"一\\n二\"\n", "三\n四 # 五", "文: |\n  三\n  四 # 五\n"),
        ("文:\n乙: 2\n", "三\n四", "文: |\n  三\n  四\n乙: 2\n"),
        ("文: |\n乙: 2\n", "三\n四", "文: |\n  三\n  四\n乙: 2\n"),
        ("文: |\n  一\n", "　三\n  四\n# 五", "文: |\n  　三\n    四\n  # 五\n"),
        ("文: |\n  一\n乙: 2\n", "  三\n四", "文: |2\n    三\n  四\n乙: 2\n"),
        ("文: |\r\n  一\r\n乙: 2\r\n", "三\n四", "文: |\r\n  三\r\n  四\r\n乙: 2\r\n"),
        ("文: |\n  一", "三\n四", "文: |\n  三\n  四"),
        ("文: |\n  一\n  二\n", "**三**", "文: |\n  **三**\n"),
    ] {
        assert_eq!(after(before, |p| p.set(&["文"], &New::Text(new.into()))), expected);
    }
}

#[test]
fn entries_are_added_between_lines() {
    let list = New::List(vec!["1".into(), "2".into()]);
    for (before, at, expected) in [
        (
            "表:\n  甲: 1\n  # 下\n  其余: 0   # 注\n末: 1\n",
            Where::Before("其余"),
            "表:\n  甲: 1\n  新: [1, 2]\n  # 下\n  其余: 0   # 注\n末: 1\n",
        ),
        (
            "表:\n  甲: 1   # 一\n\n  # 下\n  其余: 0\n",
            Where::After("甲"),
            "表:\n  甲: 1   # 一\n  新: [1, 2]\n\n  # 下\n  其余: 0\n",
        ),
        ("表:\n    甲:\n      乙: 1\n\n末: 1\n", Where::Last, "表:\n    甲:\n      乙: 1\n    新: [1, 2]\n\n末: 1\n"),
        ("表:\n  甲: 1", Where::Last, "表:\n  甲: 1\n  新: [1, 2]"),
        ("表: {甲: 1, 其余: 0}\n", Where::Before("其余"), "表: {甲: 1, 新: [1, 2], 其余: 0}\n"),
        ("表: {甲: [1, 2]}\n", Where::Last, "表: {甲: [1, 2], 新: [1, 2]}\n"),
        ("表: {}\n", Where::Last, "表: {新: [1, 2]}\n"),
        ("表:\n  其余: 0\n", Where::Before("其余"), "表:\n  新: [1, 2]\n  其余: 0\n"),
        ("表:\r\n  甲: 1\r\n", Where::Last, "表:\r\n  甲: 1\r\n  新: [1, 2]\r\n"),
        ("表:\n  甲: |\n    文\n\n末: 1\n", Where::After("甲"), "表:\n  甲: |\n    文\n  新: [1, 2]\n\n末: 1\n"),
    ] {
        assert_eq!(after(before, |p| p.insert(&["表"], "新", &list, at)), expected);
    }
    let rows = New::Rows(vec![("甲".into(), list), ("其余".into(), scalar("0"))]);
    assert_eq!(after("表: 0  # 注\n末: 1\n", |p| p.set(&["表"], &rows)), "表:  # 注\n  甲: [1, 2]\n  其余: 0\n末: 1\n");
    assert_eq!(after("甲: 1\n", |p| p.insert(&[], "乙", &rows, Where::Last)), "甲: 1\n乙:\n  甲: [1, 2]\n  其余: 0\n");
    let members = New::Items(vec![scalar("甲局"), scalar("乙局")]);
    assert_eq!(after("成员: 全部\n", |p| p.set(&["成员"], &members)), "成员:\n  - 甲局\n  - 乙局\n");
}

#[test]
fn entries_are_taken_out_and_braces_written_out() {
    for (before, expected) in [
        ("甲: 1\n乙: 2  # 注\n丙: 3\n", "甲: 1\n丙: 3\n"),
        ("甲: 1\n乙:\n  丁: 2\n  # 里\n  戊: 1\n丙: 3\n", "甲: 1\n丙: 3\n"),
        ("乙: 2\n丙: 3\n", "丙: 3\n"),
        ("甲: 1\n乙: 2", "甲: 1"),
        ("{甲: 1, 乙: 2, 丙: 3}\n", "{甲: 1, 丙: 3}\n"),
        ("{甲: 1, 乙: 2}\n", "{甲: 1}\n"),
        ("甲: 1\r\n乙: 2\r\n丙: 3\r\n", "甲: 1\r\n丙: 3\r\n"),
    ] {
        assert_eq!(after(before, |p| p.remove(&["乙"])), expected);
    }
    let text = "表: {甲: [1, 2], 其余: 0}  # 注\n末: 1\n";
    assert_eq!(after(text, |p| p.unfold(&["表"])), "表:  # 注\n  甲: [1, 2]\n  其余: 0\n末: 1\n");
}

#[test]
fn items_are_added_and_taken_out() {
    let pair = New::Map(vec![("甲".into(), "1".into()), ("乙".into(), "因为：a, b".into())]);
    for (before, expected) in [
        ("表:\n  - 一  # 注\n末: 1\n", "表:\n  - 一  # 注\n  - {甲: 1, 乙: \"因为：a, b\"}\n末: 1\n"),
        ("表:\n- 一\n- 甲: 1\n  乙: 2\n# 末\n", "表:\n- 一\n- 甲: 1\n  乙: 2\n- {甲: 1, 乙: \"因为：a, b\"}\n# 末\n"),
        ("表:\r\n  - 一\r\n", "表:\r\n  - 一\r\n  - {甲: 1, 乙: \"因为：a, b\"}\r\n"),
        ("表: [一]\n", "表: [一, {甲: 1, 乙: \"因为：a, b\"}]\n"),
        ("表: [ ]\n", "表: [{甲: 1, 乙: \"因为：a, b\"} ]\n"),
        ("表:\n  - 一", "表:\n  - 一\n  - {甲: 1, 乙: \"因为：a, b\"}"),
    ] {
        assert_eq!(after(before, |p| p.push(&["表"], &pair)), expected);
    }
    for (before, index, expected) in [
        ("表:\n  - 一\n  - {甲: 1}  # 注\n  - 三\n末: 1\n", 1, "表:\n  - 一\n  - 三\n末: 1\n"),
        ("表:\n  - 甲: 1\n    乙: 2\n  - 三\n", 0, "表:\n  - 三\n"),
        ("表:\n  - 一\n  - 三", 1, "表:\n  - 一"),
        ("表: [一, {甲: 1}, 三]\n", 1, "表: [一, 三]\n"),
        ("表: [一, 三]\n", 1, "表: [一]\n"),
    ] {
        assert_eq!(after(before, |p| p.remove_item(&["表"], index)), expected);
    }
}

#[test]
fn notes_are_renewed_and_never_doubled() {
    let ours = |note: &str| note.ends_with("之和");
    for (before, note, expected) in [
        ("甲: [1]\n", Some("3 个之和"), "甲: [1]   # 3 个之和\n"),
        ("甲: [1]   # 3 个之和\n", Some("4 个之和"), "甲: [1]   # 4 个之和\n"),
        ("甲: [1]   # 单位为万元 # 要问\n", Some("4 个之和"), "甲: [1]   # 4 个之和   # 单位为万元 # 要问\n"),
        ("甲: [1]   # 3 个之和   # 单位 # 要问\n", Some("4 个之和"), "甲: [1]   # 4 个之和   # 单位 # 要问\n"),
        ("甲: [1]   # 3 个之和   # 单位\n", None, "甲: [1]   # 单位\n"),
        ("甲: [1]   # 3 个之和\n", None, "甲: [1]\n"),
        ("甲:\n  乙: 1\n", Some("4 个之和"), "甲:   # 4 个之和\n  乙: 1\n"),
        ("甲: [1,\n  2]\r\n", Some("4 个之和"), "甲: [1,\n  2]   # 4 个之和\r\n"),
    ] {
        assert_eq!(after(before, |p| p.note(&["甲"], note, ours)), expected);
    }
    let first = |note: &str| note.strip_prefix("汇总：").is_some_and(|rest| rest.starts_with(char::is_numeric));
    for (before, line, expected) in [
        ("# 汇总：三月再核\n甲: 1\n", Some("汇总：1"), "# 汇总：1\n# 汇总：三月再核\n甲: 1\n"),
        ("# 汇总：三月再核\n甲: 1\n", None, "# 汇总：三月再核\n甲: 1\n"),
        ("甲: 1\n", Some("汇总：1"), "# 汇总：1\n甲: 1\n"),
        (
            "# yaml-language-server: x\n# 注\n甲: 1\n",
            Some("汇总：1"),
            "# yaml-language-server: x\n# 汇总：1\n# 注\n甲: 1\n",
        ),
        ("# 注\n# 汇总：1\n甲: 1\n", Some("汇总：2"), "# 注\n# 汇总：2\n甲: 1\n"),
        ("# 注\n# 汇总：1\n甲: 1\n", None, "# 注\n甲: 1\n"),
    ] {
        assert_eq!(after(before, |p| p.head_note(first, line)), expected);
    }
    let mark = "\u{FEFF}甲: 1\n";
    assert_eq!(after(mark, |p| p.head_note(first, Some("汇总：1"))), "\u{FEFF}# 汇总：1\n甲: 1\n");
}

#[test]
fn what_cannot_be_changed_safely_is_refused_with_its_line() {
    for text in [
        "甲: &a 3\n乙: *a\n",
        "甲: !!str 4\n",
        "? 甲\n: 1\n",
        "甲: [1, &b 2]\n",
        "甲: &c\n  乙: 1\n",
        "甲: 1\n乙: &文 |\n  一\n",
    ] {
        let error = Patcher::new(Path::new("a"), text.as_bytes().to_vec()).unwrap_err();
        let line = if text.starts_with("甲: 1\n") { "第 2 行" } else { "第 1 行" };
        assert!(error.to_string().starts_with(line) && error.to_string().contains("锚点"), "{error} {text}");
        assert!(error.place().is_some());
    }
    for text in [
        "文: |\n  &nbsp; *星* !\n",
        "甲: 1  # & * ! ?\n乙: a&b!\n",
        "甲: '&a'\n乙: \"*x\"\n",
        "文: |\n  **一**\n  ? x\n",
    ] {
        patcher(text);
    }
    assert!(refused("甲: 1\n", |p| p.set(&["乙"], &scalar("1"))).contains("没有要改"));
    assert!(refused("甲: [1, # 一\n 2]\n", |p| p.set(&["甲"], &scalar("1"))).contains("说明"));
    assert!(refused("甲: {乙: 1, # 一\n 丙: 2}\n", |p| p.unfold(&["甲"])).contains("说明"));
    assert!(refused("甲: 1\n", |p| p.remove(&["甲"])).contains("唯一"));
    assert!(refused("甲: {乙: 1}\n", |p| p.note(&["甲", "乙"], Some("3 个之和"), |_| false)).contains("括号"));
    // A line put in front of a dash would be another list.
    assert!(refused("- 甲: 1\n", |p| p.insert(&[], "乙", &scalar("1"), Where::Last)).contains("加不进"));
    assert!(matches!(Patcher::new(Path::new("a"), b"\xff\xfe".to_vec()), Err(PatchError::Unreadable(_))));
    assert!(matches!(Patcher::new(Path::new("a"), "甲: [1\n".into()), Err(PatchError::Unreadable(_))));
}

#[test]
fn changes_that_wait_are_made_together() {
    let text = "表:\n  甲: [1, 2, 3]  # 核过\n  乙: 5\n  丙: {子: 1, 丑: 2}\n";
    let mut one = patcher(text);
    one.set_item(&["表", "甲"], 1, "20").unwrap();
    one.set(&["表", "乙"], &New::Scalar("50".into())).unwrap();
    one.note(&["表", "乙"], Some("来自"), |_| false).unwrap();
    one.set(&["表", "丙", "丑"], &New::Scalar("200".into())).unwrap();
    one.insert(&["表"], "丁", &New::Scalar("9".into()), Where::Last).unwrap();
    one.set_item(&["表", "甲"], 2, "30").unwrap();
    let mut all = patcher(text);
    all.wait();
    all.set_item(&["表", "甲"], 1, "20").unwrap();
    all.set(&["表", "乙"], &New::Scalar("50".into())).unwrap();
    all.note(&["表", "乙"], Some("来自"), |_| false).unwrap();
    all.set(&["表", "丙", "丑"], &New::Scalar("200".into())).unwrap();
    assert_eq!(all.file().text, text, "they wait");
    all.insert(&["表"], "丁", &New::Scalar("9".into()), Where::Last).unwrap();
    assert!(all.file().text.contains("[1, 20, 3]"), "what moves others comes after those that wait");
    all.set_item(&["表", "甲"], 2, "30").unwrap();
    all.finish().unwrap();
    assert_eq!(all.file().text, one.file().text);
    // Two for one place are refused, not guessed.
    all.wait();
    all.set(&["表", "甲"], &New::Scalar("0".into())).unwrap();
    all.set_item(&["表", "甲"], 0, "7").unwrap();
    assert!(all.finish().is_err());
    assert_eq!(all.file().text, one.file().text);
}
