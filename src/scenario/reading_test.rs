use super::reading::read;
use super::script::{Expected, ItemKind, Operator, Outcome, Trait, VerdictKind};
use crate::ir::{
    Arithmetic, Clock, Duration, Expr, Field, Inbound, MediaKind, Program, Signature, Symbols, Template,
    Type, Value,
};
use crate::source::FileId;
use crate::syntax::{ast, parse};

fn program() -> Program {
    let mut symbols = Symbols { tags: vec!["vip".into()], goals: vec!["sold".into()], ..Symbols::default() };
    let due = Field { ty: Type::Time, default: Value::Empty, private: false, doc: String::new() };
    symbols.fields.insert("due".into(), due);
    let amount = Type::Number { from: None, to: None };
    let deposit = Signature { params: vec![("amount".into(), amount)], unique_by: None };
    symbols.postbacks.insert("deposit".into(), deposit);
    Program { symbols, ..Program::new("p") }
}

fn script(lines: &str) -> Result<Vec<ItemKind>, String> {
    let parsed = parse(FileId(0), &format!("test \"t\" {{\n{lines}\n}}"));
    assert_eq!(parsed.diagnostics, [], "the lines parse");
    let [ast::Item::Test(test)] = parsed.tree.items.as_slice() else { panic!("one test") };
    let script = read(test, &program()).map_err(|mistake| mistake.message)?;
    Ok(script.items.into_iter().map(|item| item.kind).collect())
}

#[test]
fn every_line_of_a_test_has_its_form() {
    let items = script(
        "contact (first_name: \"Olga\", tag vip)
         start \"order_1\"
         user image \"proof.png\" read due = empty
         user \"later\" routed \"says when\" save due = now + 2h
         postback deposit(amount: -50)
         after 1h30m
         at 2026-11-20 12:00
         at 09:00
         operator presses \"Solved\"
         ai down
         expect do shop.order(number: \"1\") returns (status: \"paid\")
         expect deposit.count == 1
         expect nothing",
    );
    let text = |text: &str| Expr::Literal(Value::Text(text.into()));
    let number = |number: i64| Expr::Literal(Value::Number(number.into()));
    let later = Expr::Arithmetic(
        Arithmetic::Add,
        Box::new(Expr::Now),
        Box::new(Expr::Literal(Value::Duration(Duration(7_200_000)))),
    );
    let found = items.expect("every line can be run");
    let kinds: Vec<String> = found.iter().map(|kind| format!("{kind:?}")).collect();
    let debug = |kind: ItemKind| format!("{kind:?}");
    assert_eq!(
        kinds[0],
        debug(ItemKind::Contact(vec![
            Trait::Value("first_name".into(), text("Olga")),
            Trait::Tag("vip".into()),
        ]))
    );
    assert_eq!(kinds[1], debug(ItemKind::Start(Some(Template::literal("order_1")))));
    let ItemKind::User(user) = &found[2] else { panic!("a message") };
    assert_eq!(user.media, Some(MediaKind::Image));
    assert_eq!(user.verdicts[0].kind, VerdictKind::Read("due".into(), Expr::Literal(Value::Empty)));
    let ItemKind::User(user) = &found[3] else { panic!("a message") };
    let verdicts: Vec<VerdictKind> = user.verdicts.iter().map(|verdict| verdict.kind.clone()).collect();
    assert_eq!(verdicts, [VerdictKind::Routed("says when".into()), VerdictKind::Save("due".into(), later)]);
    let args = vec![("amount".to_owned(), number(-50))];
    assert_eq!(
        kinds[4],
        debug(ItemKind::Inbound { inbound: Inbound::Postback, name: "deposit".into(), args })
    );
    assert_eq!(found[5], ItemKind::After(Duration(5_400_000)));
    assert_eq!(found[6], ItemKind::At(jiff::civil::datetime(2026, 11, 20, 12, 0, 0, 0)));
    assert_eq!(found[7], ItemKind::AtClock(Clock(540)));
    assert_eq!(found[8], ItemKind::Operator(Operator::Presses(Template::literal("Solved"))));
    assert_eq!(found[9], ItemKind::AiDown);
    assert_eq!(
        found[10],
        ItemKind::Expect(Expected::Do {
            action: "shop.order".into(),
            args: vec![("number".into(), text("1"))],
            outcome: Outcome::Returns(vec![("status".into(), text("paid"))]),
        })
    );
    assert_eq!(
        found[11],
        ItemKind::Expect(Expected::Value {
            path: "deposit.count".into(),
            left: Expr::Count { inbound: Inbound::Postback, name: "deposit".into() },
            right: number(1),
        })
    );
    assert_eq!(found[12], ItemKind::Expect(Expected::Nothing));
}

#[test]
fn a_name_that_the_program_does_not_have_is_told_with_the_nearest() {
    let table = [
        ("contact (tag vpi)", "there is no tag `vpi`; did you mean `vip`?"),
        ("contact (du: now)", "there is no field `du`; did you mean `due`?"),
        ("postback deposits", "there is no postback `deposits`; did you mean `deposit`?"),
        ("postback deposit(amout: 1)", "there is no parameter `amout`; did you mean `amount`?"),
        ("arm hello = short", "there is no router `hello`"),
        ("expect goal solt", "there is no goal `solt`; did you mean `sold`?"),
        ("expect flow menu", "there is no flow `menu`"),
        ("expect template t(a: 1)", "there is no template `t`"),
    ];
    for (line, message) in table {
        assert_eq!(script(line), Err(message.to_owned()), "{line}");
    }
}
