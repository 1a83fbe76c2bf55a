//! A changed script: do the contacts still have a place to stand?

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use super::core::{Active, Core, Live};
use super::error::RuntimeError;
use crate::engine::{Command, Contact, Event, EventKind, Machine, Standing};
use crate::store::WaitKey;

/// Places that a changed script does not have, and how many contacts stand at each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lost {
    /// The places, in order of flow, step and statement.
    pub places: BTreeMap<Standing, u64>,
}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "contacts stand at places that the changed script does not have:")?;
        for (place, count) in &self.places {
            let contacts = if *count == 1 { "contact stands" } else { "contacts stand" };
            let Standing { flow, step, what, .. } = place;
            writeln!(f, "  {count} {contacts} at `{what}` in flow `{flow}` step `{step}`")?;
        }
        write!(
            f,
            "keep these places, say in the script what becomes of them (`moved`, `drop`; `flowc diff OLD NEW` shows them), \
             or start with --restart-lost to send these contacts to their flow's entry"
        )
    }
}

/// What a look at all contacts found.
#[derive(Default)]
struct Census {
    lost: Lost,
    /// The ids of contacts that go on where the script says.
    moves: Vec<String>,
    /// The contact's id, and the flow it begins again.
    restarts: Vec<(String, String)>,
    found_by: Vec<(u32, Vec<WaitKey>)>,
}

impl Live {
    /// Puts a program into service, if every contact still has its place or may begin its flow again.
    pub(super) async fn deploy(&self, machine: Arc<Machine>, restart_lost: bool) -> Result<(), RuntimeError> {
        let census = self.census(&machine)?;
        let last = self.store.table().deployments().last().map(|last| last.program.clone());
        let same = last.as_deref() == Some(machine.hash());
        // The same program was let in before: a crash came between its deployment and its last restart.
        if !census.lost.places.is_empty() && !restart_lost && !same {
            return Err(RuntimeError::Lost(census.lost));
        }
        let deployment = if same {
            self.store.table().deployments().len() as u32 - 1
        } else {
            let program = machine.program().to_json();
            self.store.deploy(machine.hash(), &program, self.clock.now())?
        };
        *self.active.write().unwrap_or_else(PoisonError::into_inner) =
            Active { machine: machine.clone(), deployment };
        // Again: somebody may have stepped onto a lost place before the new program was in service.
        let census = self.census(&machine)?;
        self.waiting.restart(census.found_by);
        for contact in census.moves {
            self.order(&contact, format!("moved/{deployment}"), Command::Move).await?;
        }
        for (contact, flow) in census.restarts {
            self.order(&contact, format!("restart/{deployment}"), Command::Restart { flow }).await?;
        }
        Ok(())
    }

    async fn order(&self, contact: &str, id: String, command: Command) -> Result<(), RuntimeError> {
        let event = Event { id, at: self.clock.now(), kind: EventKind::Command(command) };
        self.submit(contact, event, None).await.map(|_| ())
    }
}

impl Core {
    fn census(&self, machine: &Machine) -> Result<Census, RuntimeError> {
        let mut census = Census::default();
        for (number, row) in self.store.table().rows() {
            let unreadable = |_| RuntimeError::Unreadable(format!("the state of contact {number}"));
            let contact = Contact::decode(&row.state).map_err(unreadable)?;
            let found_by = self.found_by(machine, &contact);
            if !found_by.is_empty() {
                census.found_by.push((number, found_by));
            }
            let standings = self.config.stepper.points(&contact);
            let gone = standings.into_iter().filter(|standing| machine.find(standing.point).is_none());
            let (moved, lost): (Vec<_>, Vec<_>) =
                gone.partition(|it| machine.program().whither(&it.flow, &it.step, it.point).is_some());
            if !moved.is_empty() {
                census.moves.push(row.id.to_string());
            }
            if let Some(outermost) = lost.first() {
                let program = machine.program();
                let own = program.flow(&outermost.flow).map(|flow| flow.name.clone());
                let flow = own.unwrap_or_else(|| program.bot.start.clone());
                census.restarts.push((row.id.to_string(), flow));
            }
            for standing in lost {
                *census.lost.places.entry(standing).or_default() += 1;
            }
        }
        Ok(census)
    }
}
