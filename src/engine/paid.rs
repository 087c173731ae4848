//! Every look through a value is paid for with fuel, and no value is deeper than a bound: calls that no template can spell are put
//! around the operands of a parsed template that compares, prints, sorts or nests values.
//!
//! Knows the engine's tree; must not know texts.

use minijinja::machinery::Span;
use minijinja::machinery::ast::{self, BinOpKind, CallArg, Expr, Spanned, Stmt};
use minijinja::value::{Kwargs, ObjectRepr, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, State, Value, functions};

/// Deepest nesting of a value that a template makes or looks through.
const MAX_DEPTH: usize = 48;
/// Values looked at for the fuel of one instruction.
const LOOKS: u64 = 4;
/// Bytes of text looked at for one look.
const BYTES: u64 = 32;
/// Most looks that an argument may cost which a filter holds against every item.
const MAX_ARGUMENT: u64 = 64;

/// Pays for looking through a value.
const LOOK: &str = "\0look";
/// The same, for what is held against every item.
const EACH: &str = "\0each";
/// The same, for what goes into a namespace, which must not hold another: the engine would go round in it for ever.
const STILL: &str = "\0still";

/// Filters that do not look through what they are given.
const SHALLOW: [&str; 15] = [
    "length", "count", "first", "last", "default", "d", "list", "attr", "round", "abs", "int", "float", "bool",
    "reverse", "items",
];
/// Tests that do not.
const SHALLOW_TESTS: [&str; 16] = [
    "undefined",
    "defined",
    "none",
    "boolean",
    "odd",
    "even",
    "number",
    "integer",
    "int",
    "float",
    "string",
    "sequence",
    "iterable",
    "mapping",
    "true",
    "false",
];
/// Filters whose result is deeper than what they are given, or can be.
const NESTING: [&str; 8] = ["batch", "slice", "groupby", "zip", "items", "dictsort", "map", "chain"];
/// Filters that hold their arguments against every item.
const EACH_ITEM: [&str; 10] =
    ["select", "reject", "selectattr", "rejectattr", "map", "sort", "unique", "groupby", "min", "max"];

/// Gives an environment the functions that [`statement`] calls, and takes from it what cannot be paid for.
pub(super) fn equip(environment: &mut Environment<'static>) {
    environment.remove_global("debug");
    environment.add_function(LOOK, |state: &State, value: Value| look_through(state, &value).map(|()| value));
    environment.add_function(EACH, |state: &State, value: Value| {
        let mut walk = ValueWalk { left: MAX_ARGUMENT, still: false };
        walk.through(&value, 0)?;
        look_through(state, &value).map(|()| value)
    });
    environment.add_function(STILL, |state: &State, value: Value| walked(state, &value, true).map(|()| value));
    environment.add_function("dict", |state: &State, value: Option<Value>, with: Kwargs| {
        let made = functions::dict(value, with)?;
        look_through(state, &made).map(|()| made)
    });
    environment.add_function("namespace", |state: &State, with: Option<ValueOrKwargs>| {
        let made = functions::namespace(with)?;
        let entries = made.as_object().and_then(|object| object.try_iter_pairs()).into_iter().flatten();
        for (_, value) in entries {
            walked(state, &value, true)?;
        }
        Ok::<Value, Error>(made)
    });
}

/// Pays for looking through a value.
///
/// # Errors
/// It costs more fuel than there is, or it is too deep.
pub(super) fn look_through(state: &State, value: &Value) -> Result<(), Error> {
    walked(state, value, false)
}

fn walked(state: &State, value: &Value, still: bool) -> Result<(), Error> {
    let left = state.fuel_levels().map_or(u64::MAX, |(_, left)| left.saturating_mul(LOOKS));
    let mut walk = ValueWalk { left, still };
    let walked = walk.through(value, 0);
    state.consume_fuel((left - walk.left).div_ceil(LOOKS))?;
    walked
}

/// A walk through all that a value holds.
struct ValueWalk {
    /// Looks that can still be paid.
    left: u64,
    /// Whether no namespace may be met.
    still: bool,
}

impl ValueWalk {
    fn through(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        let cost = 1 + value.as_str().map_or(0, |text| text.len() as u64 / BYTES);
        self.left = self.left.checked_sub(cost).ok_or_else(|| Error::from(ErrorKind::OutOfFuel)).inspect_err(|_| {
            self.left = 0;
        })?;
        let Some(object) = value.as_object() else { return Ok(()) };
        if depth > MAX_DEPTH {
            return Err(Error::new(ErrorKind::InvalidOperation, format!("列表套列表超过 {MAX_DEPTH} 层")));
        }
        if self.still && object.type_name().ends_with("Namespace") {
            return Err(Error::new(ErrorKind::InvalidOperation, "namespace 里不能再放 namespace"));
        }
        match object.repr() {
            ObjectRepr::Map => {
                for (key, value) in object.try_iter_pairs().into_iter().flatten() {
                    self.through(&key, depth + 1)?;
                    self.through(&value, depth + 1)?;
                }
            }
            ObjectRepr::Seq | ObjectRepr::Iterable => {
                for item in object.try_iter().into_iter().flatten() {
                    self.through(&item, depth + 1)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// A call of one of our functions around an expression.
fn call<'a>(name: &'a str, inner: Expr<'a>, span: Span) -> Expr<'a> {
    let callee = Expr::Var(Spanned::new(ast::Var { id: name }, span));
    Expr::Call(Spanned::new(ast::Call { expr: callee, args: vec![CallArg::Pos(inner)] }, span))
}

/// Whether an expression can only be a text, a number or a truth value.
fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Const(_) | Expr::UnaryOp(_) | Expr::Compare(_) | Expr::Test(_) => true,
        Expr::BinOp(op) => !matches!(op.op, BinOpKind::ScAnd | BinOpKind::ScOr | BinOpKind::Add | BinOpKind::Mul),
        _ => false,
    }
}

/// An operand that is looked through.
fn looked<'a>(expr: &Expr<'a>) -> Expr<'a> {
    let inner = expression(expr);
    let is_paid = matches!(&inner, Expr::Call(call) if matches!(&call.expr, Expr::Var(name) if name.id == LOOK));
    if is_paid || is_plain(expr) { inner } else { call(LOOK, inner, expr.span()) }
}

fn option<'a>(expr: Option<&Expr<'a>>) -> Option<Expr<'a>> {
    expr.map(expression)
}

/// A node at the place of another.
fn at<T, U>(old: &Spanned<U>, node: T) -> Spanned<T> {
    Spanned::new(node, old.span())
}

/// Arguments of a call, each in a call of `around`.
fn arguments<'a>(args: &[CallArg<'a>], around: Option<&'a str>) -> Vec<CallArg<'a>> {
    let wrap = |expr: &Expr<'a>| match around {
        Some(name) if !matches!(expr, Expr::Const(_)) => call(name, expression(expr), expr.span()),
        _ => expression(expr),
    };
    let argument = |arg: &CallArg<'a>| match arg {
        CallArg::Pos(expr) => CallArg::Pos(wrap(expr)),
        CallArg::Kwarg(name, expr) => CallArg::Kwarg(name, wrap(expr)),
        CallArg::PosSplat(expr) => CallArg::PosSplat(wrap(expr)),
        CallArg::KwargSplat(expr) => CallArg::KwargSplat(wrap(expr)),
    };
    args.iter().map(argument).collect()
}

fn called<'a>(call: &Spanned<ast::Call<'a>>) -> Spanned<ast::Call<'a>> {
    // A method of a loop compares its arguments; functions, macros and blocks only hand them on.
    let method = matches!(&call.expr, Expr::GetAttr(_));
    let args = arguments(&call.args, method.then_some(LOOK));
    at(call, ast::Call { expr: expression(&call.expr), args })
}

fn expressions<'a>(exprs: &[Expr<'a>]) -> Vec<Expr<'a>> {
    exprs.iter().map(expression).collect()
}

/// The same expression, where every look through a value is paid for.
fn expression<'a>(expr: &Expr<'a>) -> Expr<'a> {
    match expr {
        Expr::Var(var) => Expr::Var(at(var, ast::Var { id: var.id })),
        Expr::Const(value) => Expr::Const(at(value, ast::Const { value: value.value.clone() })),
        Expr::Slice(slice) => Expr::Slice(at(slice, sliced(slice))),
        Expr::UnaryOp(unary) => {
            // The engine's own kind cannot be copied.
            let is_not = matches!(unary.op, ast::UnaryOpKind::Not);
            let op = if is_not { ast::UnaryOpKind::Not } else { ast::UnaryOpKind::Neg };
            Expr::UnaryOp(at(unary, ast::UnaryOp { op, expr: expression(&unary.expr) }))
        }
        Expr::BinOp(binary) => {
            let operation = Expr::BinOp(at(binary, operation(binary)));
            // Lists are joined and repeated without being copied, so that they double at no cost.
            let grows = matches!(binary.op, BinOpKind::Add | BinOpKind::Mul);
            if grows { call(LOOK, operation, binary.span()) } else { operation }
        }
        Expr::Compare(compare) => {
            let op = |op: &ast::CompareOp<'a>| ast::CompareOp { op: op.op, expr: looked(&op.expr) };
            let ops = compare.ops.iter().map(op).collect();
            Expr::Compare(at(compare, ast::Compare { expr: looked(&compare.expr), ops }))
        }
        Expr::IfExpr(choice) => Expr::IfExpr(at(choice, chosen(choice))),
        Expr::Filter(filter) => filtered(filter),
        Expr::Test(test) => {
            let shallow = SHALLOW_TESTS.contains(&test.name);
            let given = if shallow { expression(&test.expr) } else { looked(&test.expr) };
            let args = arguments(&test.args, Some(LOOK));
            Expr::Test(at(test, ast::Test { name: test.name, expr: given, args }))
        }
        Expr::GetAttr(get) => Expr::GetAttr(at(get, ast::GetAttr { expr: expression(&get.expr), name: get.name })),
        Expr::GetItem(get) => {
            let subscript_expr = looked(&get.subscript_expr);
            Expr::GetItem(at(get, ast::GetItem { expr: expression(&get.expr), subscript_expr }))
        }
        Expr::Call(inner) => Expr::Call(called(inner)),
        Expr::List(list) => made(Expr::List(at(list, ast::List { items: expressions(&list.items) })), &list.items),
        Expr::Tuple(tuple) => {
            made(Expr::Tuple(at(tuple, ast::Tuple { items: expressions(&tuple.items) })), &tuple.items)
        }
        Expr::Map(map) => {
            let keys = map.keys.iter().map(looked).collect();
            made(Expr::Map(at(map, ast::Map { keys, values: expressions(&map.values) })), &map.values)
        }
    }
}

fn sliced<'a>(slice: &ast::Slice<'a>) -> ast::Slice<'a> {
    ast::Slice {
        expr: expression(&slice.expr),
        start: option(slice.start.as_ref()),
        stop: option(slice.stop.as_ref()),
        step: option(slice.step.as_ref()),
    }
}

fn chosen<'a>(choice: &ast::IfExpr<'a>) -> ast::IfExpr<'a> {
    ast::IfExpr {
        test_expr: expression(&choice.test_expr),
        true_expr: expression(&choice.true_expr),
        false_expr: option(choice.false_expr.as_ref()),
    }
}

/// A list, tuple or mapping that was just made, held against the depth where it can have grown.
fn made<'a>(expr: Expr<'a>, items: &[Expr<'a>]) -> Expr<'a> {
    let span = expr.span();
    if items.iter().all(is_plain) { expr } else { call(LOOK, expr, span) }
}

fn operation<'a>(binary: &ast::BinOp<'a>) -> ast::BinOp<'a> {
    use BinOpKind::{Concat, Eq, Gt, Gte, In, Lt, Lte, Ne};
    let look = matches!(binary.op, Concat | Eq | Ne | Lt | Lte | Gt | Gte | In);
    let side = |expr: &Expr<'a>| if look { looked(expr) } else { expression(expr) };
    ast::BinOp { op: binary.op, left: side(&binary.left), right: side(&binary.right) }
}

fn filtered<'a>(filter: &Spanned<ast::Filter<'a>>) -> Expr<'a> {
    let name = filter.name;
    let shallow = SHALLOW.contains(&name);
    let given = filter.expr.as_ref().map(|expr| if shallow { expression(expr) } else { looked(expr) });
    let around = match name {
        name if EACH_ITEM.contains(&name) => Some(EACH),
        "default" | "d" => None,
        _ => Some(LOOK),
    };
    let args = arguments(&filter.args, around);
    let result = Expr::Filter(at(filter, ast::Filter { name, expr: given, args }));
    // One that is written over a block has no value of its own to be called around.
    if filter.expr.is_some() && NESTING.contains(&name) { call(LOOK, result, filter.span()) } else { result }
}

/// What is assigned to: names, and names of a namespace.
fn target<'a>(expr: &Expr<'a>) -> Expr<'a> {
    match expr {
        Expr::List(list) => Expr::List(at(list, ast::List { items: list.items.iter().map(target).collect() })),
        Expr::Tuple(tuple) => Expr::Tuple(at(tuple, ast::Tuple { items: tuple.items.iter().map(target).collect() })),
        expr => expression(expr),
    }
}

/// Whether an assignment goes into a namespace.
fn is_kept(target: &Expr) -> bool {
    match target {
        Expr::List(list) => list.items.iter().any(is_kept),
        Expr::Tuple(tuple) => tuple.items.iter().any(is_kept),
        target => !matches!(target, Expr::Var(_)),
    }
}

/// What is assigned to a target.
fn assigned<'a>(target: &Expr<'a>, expr: &Expr<'a>) -> Expr<'a> {
    if is_kept(target) { call(STILL, expression(expr), expr.span()) } else { expression(expr) }
}

fn statements<'a>(body: &[Stmt<'a>]) -> Vec<Stmt<'a>> {
    body.iter().map(statement).collect()
}

/// The same statement, where every look through a value is paid for. Other templates cannot be loaded, which the engine says.
pub(super) fn statement<'a>(stmt: &Stmt<'a>) -> Stmt<'a> {
    match stmt {
        Stmt::Template(all) => Stmt::Template(at(all, ast::Template { children: statements(&all.children) })),
        Stmt::EmitExpr(emit) => Stmt::EmitExpr(at(emit, ast::EmitExpr { expr: expression(&emit.expr) })),
        Stmt::EmitRaw(raw) => Stmt::EmitRaw(at(raw, ast::EmitRaw { raw: raw.raw })),
        Stmt::ForLoop(each) => Stmt::ForLoop(at(each, repeated(each))),
        Stmt::IfCond(cond) => Stmt::IfCond(at(cond, conditional(cond))),
        Stmt::WithBlock(with) => Stmt::WithBlock(at(with, scoped(with))),
        Stmt::Set(set) => {
            let expr = assigned(&set.target, &set.expr);
            Stmt::Set(at(set, ast::Set { target: target(&set.target), expr }))
        }
        Stmt::SetBlock(set) => {
            let (filter, body) = (option(set.filter.as_ref()), statements(&set.body));
            Stmt::SetBlock(at(set, ast::SetBlock { target: target(&set.target), filter, body }))
        }
        Stmt::AutoEscape(escape) => {
            let (enabled, body) = (expression(&escape.enabled), statements(&escape.body));
            Stmt::AutoEscape(at(escape, ast::AutoEscape { enabled, body }))
        }
        Stmt::FilterBlock(block) => {
            let (filter, filter_span, body) = (expression(&block.filter), block.filter_span, statements(&block.body));
            Stmt::FilterBlock(at(block, ast::FilterBlock { filter, filter_span, body }))
        }
        Stmt::Block(block) => {
            let (name, required, body) = (block.name, block.required, statements(&block.body));
            Stmt::Block(at(block, ast::Block { name, required, body }))
        }
        Stmt::Import(import) => {
            let (expr, name) = (expression(&import.expr), target(&import.name));
            Stmt::Import(at(import, ast::Import { expr, name }))
        }
        Stmt::FromImport(import) => {
            let name = |(name, alias): &(Expr<'a>, Option<Expr<'a>>)| (target(name), alias.as_ref().map(target));
            let (expr, names) = (expression(&import.expr), import.names.iter().map(name).collect());
            Stmt::FromImport(at(import, ast::FromImport { expr, names }))
        }
        Stmt::Extends(extends) => Stmt::Extends(at(extends, ast::Extends { name: expression(&extends.name) })),
        Stmt::Include(include) => {
            let (name, ignore_missing) = (expression(&include.name), include.ignore_missing);
            Stmt::Include(at(include, ast::Include { name, ignore_missing }))
        }
        Stmt::Macro(inner) => Stmt::Macro(declared(inner)),
        Stmt::CallBlock(block) => {
            let (call, call_expr_span) = (called(&block.call), block.call_expr_span);
            let macro_decl = declared(&block.macro_decl);
            Stmt::CallBlock(at(block, ast::CallBlock { call, call_expr_span, macro_decl }))
        }
        Stmt::Do(inner) => Stmt::Do(at(inner, ast::Do { call: called(&inner.call) })),
    }
}

fn repeated<'a>(each: &ast::ForLoop<'a>) -> ast::ForLoop<'a> {
    ast::ForLoop {
        target: target(&each.target),
        iter: assigned(&each.target, &each.iter),
        filter_expr: option(each.filter_expr.as_ref()),
        recursive: each.recursive,
        body: statements(&each.body),
        else_body: statements(&each.else_body),
    }
}

fn conditional<'a>(cond: &ast::IfCond<'a>) -> ast::IfCond<'a> {
    ast::IfCond {
        expr: expression(&cond.expr),
        true_body: statements(&cond.true_body),
        false_body: statements(&cond.false_body),
    }
}

fn scoped<'a>(with: &ast::WithBlock<'a>) -> ast::WithBlock<'a> {
    let assignment = |(to, from): &(Expr<'a>, Expr<'a>)| (target(to), assigned(to, from));
    ast::WithBlock { assignments: with.assignments.iter().map(assignment).collect(), body: statements(&with.body) }
}

fn declared<'a>(inner: &Spanned<ast::Macro<'a>>) -> Spanned<ast::Macro<'a>> {
    let node = ast::Macro {
        name: inner.name,
        args: inner.args.iter().map(target).collect(),
        defaults: expressions(&inner.defaults),
        body: statements(&inner.body),
    };
    at(inner, node)
}
