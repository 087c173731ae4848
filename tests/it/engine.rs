//! What a template may do, and what none can.

use std::time::{Duration, Instant};

use minijinja::{ErrorKind, Value, context};
use nianbao::engine::{Engine, bounds};
use nianbao::office::{Entry, Look, Office};

use crate::support::root;

/// As much as a skeleton has.
const FUEL: u64 = 100_000;

fn filled(text: &str) -> Result<String, String> {
    bounds(text).map_err(|(_, what)| what)?;
    let rows: Vec<Value> = (0..5).map(|n| context! { 名称 => format!("甲{n}"), 件数 => n * 7 }).collect();
    Engine::text(FUEL).fill("t", text, context! { 年度 => 2024, 行 => rows }).map_err(|error| format!("{error}"))
}

#[test]
fn the_engine_is_whole() {
    for (text, right) in [
        ("{{ '字' * 3 }}", "字字字"),
        ("{{ [1, 2] + [3] }}", "[1, 2, 3]"),
        ("{{ '一、二'|replace('、', '，') }}", "一，二"),
        ("{{ 行|map(attribute='名称')|join('、') }}", "甲0、甲1、甲2、甲3、甲4"),
        ("{{ '%s年共%d件'|format(年度, 3) }}", "2024年共3件"),
        ("{% macro 报(a, b=1) %}{{ a }}/{{ b }}；{% endmacro %}{{ 报(3) }}{{ 报(4, b=5) }}", "3/1；4/5；"),
        (
            "{% macro 阶(n) %}{% if n > 1 %}{{ n }}*{{ 阶(n - 1) }}{% else %}1{% endif %}{% endmacro %}{{ 阶(4) }}",
            "4*3*2*1",
        ),
        ("{% call(x) 套() %}[{{ x }}]{% endcall %}", ""),
        ("{% macro 套() %}<{{ caller(2) }}>{% endmacro %}{% call(x) 套() %}[{{ x }}]{% endcall %}", "<[2]>"),
        (
            "{% set ns = namespace(和=0) %}{% for 一 in 行 %}{% set ns.和 = ns.和 + 一.件数 %}{% endfor %}{{ ns.和 }}",
            "70",
        ),
        (
            "{% set ns = namespace(都=[]) %}{% for 一 in 行 %}{% set ns.都 = ns.都 + [一.件数] %}{% endfor %}{{ ns.都 }}",
            "[0, 7, 14, 21, 28]",
        ),
        (
            "{% for 一 in 行 if 一.件数 > 7 %}{{ loop.index }}{{ 一.名称 }}{% if not loop.last %}，{% endif %}{% endfor %}",
            "1甲2，2甲3，3甲4",
        ),
        (
            "{% for x in [1, [2, [3]]] recursive %}{% if x is sequence %}({{ loop(x) }}){% else %}{{ x }}{% endif %}{% endfor %}",
            "1(2(3))",
        ),
        ("{{ 行|sort(attribute='件数', reverse=true)|first }}", "{'名称': '甲4', '件数': 28}"),
        ("{{ 行|selectattr('件数', 'ge', 14)|list|length }}", "3"),
        ("{{ [3, 1, 3]|unique|sort }}{{ {'a': 1}.a }}{{ dict(b=2).b }}", "[1, 3]12"),
        ("{% set a, b = 1, 2 %}{{ a ~ b }}{{ '甲' in '甲乙' }}{{ 7 // 2 }}{{ 2 ** 5 }}", "12True332"),
        (
            "{% filter upper %}abc{% endfilter %}{% set x %}甲{% endset %}{{ x }}{% with y = 3 %}{{ y }}{% endwith %}",
            "ABC甲3",
        ),
        ("{{ range(3)|list }}{{ 行[1:3]|length }}{{ 行|batch(2)|list|length }}", "[0, 1, 2]23"),
        ("{{ 没有 is defined }}{{ 没有|default('无') }}{{ x if 0 else '否' }}", "False无否"),
        ("{% raw %}{{ 甲 }}{% endraw %}{# {{ 注 }} #}", "{{ 甲 }}"),
        ("{% block 一 %}甲{% endblock %}{{ self.一() }}", "甲甲"),
    ] {
        if right.is_empty() {
            assert!(filled(text).is_err(), "{text}");
        } else {
            assert_eq!(filled(text).as_deref(), Ok(right), "{text}");
        }
    }
}

/// Templates that are short and would take for ever, fill the memory or overflow the stack.
fn hostile() -> Vec<String> {
    let double = |n: usize| {
        format!("{{% set a = [1] %}}{{% set b = [1] %}}{}", "{% set a = [a, a] %}{% set b = [b, b] %}".repeat(n))
    };
    let deep = "{% set ns = namespace(a=[]) %}{% for x in range(9999) %}{% set ns.a = [ns.a] %}{% endfor %}";
    let run = |body: &str| format!("{{% macro f(x, n) %}}{body}{{% endmacro %}}{{{{ f([1], 60) }}}}");
    let mut texts: Vec<String> = [
        "a == b",
        "a ~ ''",
        "a",
        "a|string",
        "a|join",
        "a|sort",
        "[a, b]|unique",
        "a in b",
        "a < b",
        "a|tojson",
        "a|pprint",
        "a is eq(b)",
        "[a]|select('eq', b)",
        "[a]|map('string')",
        "{a: 1}",
        "{a: 1}[b]",
        "[a, b]|max",
        "[a]|groupby(0)",
        "a|upper",
        "a|replace('1', b)",
        "'%s'|format(a)",
        "[a]|sum(start=b)",
        "dict(x=a, y=b) == dict(x=b, y=a)",
        "(a, b) == (b, a)",
        "[a]|reject('ne', b)",
        "a|urlencode",
        "a|list == b|list",
        "a|batch(1)|string",
        "a|int(default=b) ~ b",
        "a|e",
    ]
    .iter()
    .map(|look| format!("{}{{{{ {look} }}}}", double(60)))
    .collect();
    texts.extend([
        format!("{}{{% for x in [1] %}}{{{{ loop.changed(a) }}}}{{{{ loop.changed(b) }}}}{{% endfor %}}", double(60)),
        format!("{deep}{{{{ ns.a == [ns.a] }}}}"),
        format!("{deep}{{{{ ns.a }}}}"),
        deep.replace("[ns.a]", "{'k': ns.a}"),
        deep.replace("[ns.a]", "(ns.a,)"),
        deep.replace("[ns.a]", "[ns.a]|batch(1)"),
        deep.replace("[ns.a]", "dict(k=ns.a)"),
        deep.replace("[ns.a]", "[1]|map('default', ns.a)|zip([2])"),
        "{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}{{ ns == ns }}{{ ns ~ '' }}".to_owned(),
        "{% set ns = namespace() %}{% set ns.me = [ns] %}{{ ns }}".to_owned(),
        "{% set ns = namespace() %}{% set o = namespace(x=ns) %}{% set ns.x = o %}{{ ns == o }}".to_owned(),
        "{% set ns = namespace() %}{% for ns.x in [ns] %}{{ ns }}{% endfor %}".to_owned(),
        "{% set ns = namespace() %}{% with ns.x = ns %}{{ ns }}{% endwith %}".to_owned(),
        run("{% if n > 0 %}{{ f([x, x], n - 1) }}{% else %}{{ x == [x] }}{{ x ~ '' }}{% endif %}"),
        "{% macro f(g) %}{{ g(g) }}{% endmacro %}{{ f(f) }}".to_owned(),
        "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}".to_owned(),
        "{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{% endmacro %}{{ f() }}".to_owned(),
        "{% for a in [1] recursive %}{{ loop([a]) }}{% endfor %}".to_owned(),
        "{% block a %}{{ self.a() }}{% endblock %}".to_owned(),
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}".to_owned(),
        "{% for a in range(1000000000) %}{% endfor %}".to_owned(),
        "{{ '字' * 1000000000 }}".to_owned(),
        "{{ ('字' * 1000) * 1000000 }}".to_owned(),
        "{{ [0] * 1000000000 == [0] * 1000000001 }}".to_owned(),
        "{{ [0] * 1000000000 }}".to_owned(),
        "{{ ([0] * 1000000000)|join }}".to_owned(),
        "{{ ([0] * 1000000000)|last }}".to_owned(),
        "{{ (0,) * 1000000000 }}".to_owned(),
        "{{ 'x'|replace('', 'y' * 9000)|replace('', 'y' * 9000)|replace('', 'y' * 9000) }}".to_owned(),
        "{{ 'a\n'|indent(1000000000, true) }}".to_owned(),
        "{{ '%999999999d'|format(1) }}".to_owned(),
        "{{ '%.999999999f'|format(1.5) }}".to_owned(),
        "{{ '%*d'|format(999999999, 1) }}".to_owned(),
        "{{ 1.5|round(1000000000) }}".to_owned(),
        "{{ 2 ** 9999999999 }}".to_owned(),
        "{{ (9 ** 9) ** (9 ** 9) }}".to_owned(),
        format!("{{% set s = 'x' %}}{}{{{{ s|length }}}}", "{% set s = s ~ s %}".repeat(50)),
        format!("{{% set s = 'x' %}}{}{{{{ s|length }}}}", "{% set s %}{{ s }}{{ s }}{% endset %}".repeat(50)),
        format!("{{% set s = [1] %}}{}{{{{ s|length }}}}{{{{ s|last }}}}", "{% set s = s + s %}".repeat(50)),
        format!("{{{{ {}1 }}}}", "-".repeat(50_000)),
        format!("{{{{ {}1 }}}}", "not ".repeat(50_000)),
        format!("{{{{ 1{} }}}}", "+1".repeat(50_000)),
        format!("{{{{ 年度{} }}}}", ".a".repeat(50_000)),
        format!("{{{{ 年度{} }}}}", "|upper".repeat(30_000)),
        format!("{{{{ \"}}}}\"{} }}}}", "~1".repeat(50_000)),
        format!("{{{{ {}1{} }}}}", "(".repeat(50_000), ")".repeat(50_000)),
        format!("{{{{ {}1{} }}}}", "[".repeat(50_000), "]".repeat(50_000)),
        format!("{{{{ {}1{} }}}}", "{'a':".repeat(20_000), "}".repeat(20_000)),
        format!("{{{{ {}1 }}}}", "1 if 1 else ".repeat(15_000)),
        "{% if 1 %}".repeat(20_000),
        format!("{{% if 1 %}}{}{{% endif %}}", "{% elif 1 %}".repeat(18_000)),
        "{% for a in [1] %}".repeat(10_000),
        "{% macro f() %}".repeat(10_000),
        "{% filter upper %}".repeat(10_000),
        "{{ debug() }}".to_owned(),
        "{% include '/etc/passwd' %}{% import '/etc/passwd' as p %}{% extends '/etc/passwd' %}".to_owned(),
        "{{ [[[1]]]|map('map', 'map', 'string')|string }}{{ '\0look'('x') }}".to_owned(),
    ]);
    texts
}

#[test]
fn no_template_hangs_or_overflows() {
    // The least stack that a report is made on.
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    let done = thread.spawn(|| {
        let mut slow = String::new();
        for text in hostile() {
            let start = Instant::now();
            let result = filled(&text);
            let (time, short) = (start.elapsed(), text.chars().take(90).collect::<String>());
            if time > Duration::from_secs(2) {
                slow += &format!("\n{} ms: {short}", time.as_millis());
            }
            if let Ok(filled) = result {
                assert!(filled.len() < 64 * FUEL as usize, "{short}");
            }
        }
        assert!(slow.is_empty(), "{slow}");
    });
    done.unwrap().join().unwrap();
}

#[test]
fn an_error_has_its_place() {
    let text = "甲\n{{ 年度 }}{{ 没有.此 }}";
    let error = Engine::text(FUEL).fill("t", text, context! { 年度 => 1 }).unwrap_err();
    assert_eq!((error.kind(), error.line()), (ErrorKind::UndefinedError, Some(2)));
    assert!(text[error.range().unwrap()].contains("没有"));
    let error = Engine::text(FUEL).fill("t", "甲\n\n{% if %}", context! {}).unwrap_err();
    assert_eq!((error.kind(), error.line()), (ErrorKind::SyntaxError, Some(3)));
}

#[test]
fn pages_are_escaped() {
    let engine = Engine::page(FUEL).unwrap();
    let page = engine
        .fill("p", "{% if 1 %}\n<b>{{ x }}</b>{{ x ~ '&' }}{{ '<i>'|safe }}\n{% endif %}\n", context! { x => "<" })
        .unwrap();
    assert_eq!(page, "<b>&lt;</b>&lt;&amp;<i>\n");
}

/// The findings of a sound data file under a skeleton of an office's own.
fn with_skeleton(skeleton: &str) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("report.j2"), skeleton).unwrap();
    let look = Look { templates: Some(folder.path().to_owned()), ..Look::default() };
    let office = Office::open(&look).map_err(|fault| fault.to_string())?;
    let text = std::fs::read_to_string(root().join("tests/fixtures/ok/minimal-2021.yaml")).unwrap();
    let file = nianbao::source::decode("某局/2024.yaml".as_ref(), text.into_bytes()).unwrap();
    let entry = Entry::of(&file, &office.forms);
    let (findings, _) = office.inspect(&entry);
    Ok(findings.iter().filter(|finding| finding.is_error()).map(|finding| finding.message.clone()).collect())
}

#[test]
fn a_skeleton_of_an_office_s_own_may_use_the_whole_engine() {
    let ours = std::fs::read_to_string(root().join("templates/report.j2")).unwrap();
    for more in [
        "{% macro 行(词) %}本报告由{{ 词 }}编制。{% endmacro %}{{ 行(机关) }}",
        "{{ [机关, '依法'] | join('') }}编制本报告。",
        "{{ '依法、及时'|replace('、', '，') }}{{ '。' * 1 }}",
        "{% set ns = namespace(数=0) %}{% for 章 in 章节 %}{% set ns.数 = ns.数 + 1 %}{% endfor %}共{{ ns.数 }}章。",
    ] {
        assert_eq!(with_skeleton(&format!("{ours}\n{more}\n")), Ok(Vec::new()), "{more}");
    }
}

#[test]
fn a_skeleton_that_would_run_away_is_one_finding() {
    for text in hostile() {
        let short: String = text.chars().take(80).collect();
        let start = Instant::now();
        match with_skeleton(&text) {
            // It is refused when it is opened, or says nothing that a report must say.
            Err(refused) => assert!(refused.contains("report.j2"), "{short}: {refused}"),
            Ok(errors) => assert!(!errors.is_empty(), "{short}"),
        }
        assert!(start.elapsed() < Duration::from_secs(5), "{short}");
    }
}

/// A form of an office's own whose title cannot be filled in, or would be printed with its markup.
#[test]
fn titles_of_a_form_of_an_office_s_own_are_proved() {
    let ours = std::fs::read_to_string(root().join("templates/forms/2021.yaml")).unwrap();
    let line = ours.lines().find(|line| line.starts_with("标题: [")).unwrap();
    let hang = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}";
    for (title, says) in [
        ("{{ 年分 }}年报告", "填不出来"),
        ("{{ 年度 }年报告", "填不出来"),
        ("年度 }}年报告", "里有“}}”"),
        ("**{{ 年度 }}年报告**", "里有“**”"),
        ("<br>{{ 年度 }}年报告", "里有“<br”"),
        ("{{ 年度", "填不出来"),
        ("", "是空的"),
        (hang, "填不出来"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("forms")).unwrap();
        let form = ours.replace(line, &format!("标题: [\"{title}\"]"));
        std::fs::write(folder.path().join("forms/2021.yaml"), form).unwrap();
        let look = Look { templates: Some(folder.path().to_owned()), ..Look::default() };
        let refused = Office::open(&look).err().map(|fault| fault.to_string()).unwrap_or_default();
        assert!(refused.contains(says), "{title}: {refused}");
    }
}
