//! `flowc show`, `pause`, `resume`, `erase`, `health`: orders to a running flowc, or to a data folder at rest.

use std::path::PathBuf;

use clap::Args;

use super::{Exit, Screen};
use crate::runtime::{Answer, Config, ContactView, Health, Operator, Order};

/// An order that concerns the whole
#[derive(Debug, Args)]
pub struct Whole {
    #[command(flatten)]
    folder: Folder,
}

/// An order that concerns a contact
#[derive(Debug, Args)]
pub struct One {
    /// The contact's id
    contact: String,
    #[command(flatten)]
    folder: Folder,
}

#[derive(Debug, Args)]
struct Folder {
    /// The data folder, as `flowc run` named it at its start
    #[arg(long, value_name = "DIR", default_value = super::DATA)]
    data: PathBuf,
    /// Answer with one JSON object
    #[arg(long)]
    json: bool,
}

/// `flowc health`
pub fn health(screen: &Screen, arguments: &Whole) -> Exit {
    order(screen, &arguments.folder, &Order::Health)
}

/// `flowc show CONTACT`
pub fn show(screen: &Screen, arguments: &One) -> Exit {
    order(screen, &arguments.folder, &Order::Show { contact: arguments.contact.clone() })
}

/// `flowc pause CONTACT`
pub fn pause(screen: &Screen, arguments: &One) -> Exit {
    order(screen, &arguments.folder, &Order::Pause { contact: arguments.contact.clone() })
}

/// `flowc erase CONTACT`
pub fn erase(screen: &Screen, arguments: &One) -> Exit {
    order(screen, &arguments.folder, &Order::Erase { contact: arguments.contact.clone() })
}

/// `flowc resume CONTACT`
pub fn resume(screen: &Screen, arguments: &One) -> Exit {
    order(screen, &arguments.folder, &Order::Resume { contact: arguments.contact.clone() })
}

fn order(screen: &Screen, folder: &Folder, order: &Order) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return screen.fail(error.to_string(), ""),
    };
    let answered = runtime.block_on(async {
        let mut operator = Operator::reach(&folder.data, Config::default()).await?;
        let answer = operator.order(order).await;
        operator.leave().await;
        answer
    });
    match answered {
        Err(error) => {
            screen.fail(error.to_string(), "name the data folder of a project that was run: --data DIR")
        }
        Ok(Answer::Error(words)) => screen.fail(words, ""),
        Ok(answer) if folder.json => {
            screen.say(serde_json::to_string(&answer).expect("an answer is plain data"));
            Exit::Done
        }
        Ok(Answer::Health(health)) => {
            screen.say(healthy(&health));
            if health.ok { Exit::Done } else { Exit::Findings }
        }
        Ok(Answer::Contact(view)) => {
            screen.say(contact(&view));
            Exit::Done
        }
        Ok(Answer::Erased { contact }) => {
            screen.say(format!("{contact} is erased: nothing of it can be read again"));
            Exit::Done
        }
        Ok(Answer::Report(report)) => {
            screen.say(serde_json::to_string(&report).expect("a report is plain data"));
            Exit::Done
        }
    }
}

fn healthy(health: &Health) -> String {
    let state = match &health.failure {
        None => "well: events are taken".to_owned(),
        Some(failure) => format!("not well: {failure}"),
    };
    let store = &health.store;
    let program = health.program.get(..12).unwrap_or(&health.program);
    format!(
        "{state}\nprogram      {program}\ncontacts     {}\nundelivered  {}\nstates       {} bytes",
        store.contacts, store.undelivered, store.state_bytes
    )
}

fn contact(view: &ContactView) -> String {
    let mut lines = vec![format!("{}  {}", view.id, format!("{:?}", view.status).to_lowercase())];
    for standing in &view.standing {
        lines.push(format!("  at `{}` in flow {} step {}", standing.what, standing.flow, standing.step));
    }
    if let Some(due) = view.due {
        lines.push(format!("  next timer {due}"));
    }
    if !view.tags.is_empty() {
        let tags: Vec<&str> = view.tags.iter().map(String::as_str).collect();
        lines.push(format!("  tags {}", tags.join(", ")));
    }
    let fields =
        view.fields.iter().map(|(name, value)| format!("  {name} = {}", crate::scenario::plain(value)));
    lines.extend(fields);
    let trackers = view.trackers.iter();
    lines.extend(
        trackers.map(|(name, value)| format!("  tracker.{name} = {}", crate::scenario::plain(value))),
    );
    for (kind, attempts) in &view.undelivered {
        lines.push(format!("  has to leave: {kind}, {attempts} attempts"));
    }
    for line in &view.transcript {
        let role = format!("{:?}", line.role).to_lowercase();
        lines.push(format!("  {}  {role:<7}  {}", line.at, line.text.replace('\n', "\n    ")));
    }
    lines.join("\n")
}
