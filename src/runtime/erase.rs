//! A person is forgotten: state, conversation, pictures, timers and what had to leave, with the key under which all of it
//! lies. Counts stay; they name nobody.

use super::core::Live;
use super::error::RuntimeError;
use super::handle::Handle;
use crate::store::{Change, WaitKey};

impl Handle {
    /// Forgets a contact, behind what it is doing now. When this returns nothing of it can be read again, its links open
    /// nothing, and its next message begins a new contact.
    ///
    /// # Errors
    /// `UnknownContact`, `Busy`, `Store`, `Stopping`.
    pub async fn erase(&self, contact: &str) -> Result<(), RuntimeError> {
        self.live.submit_erasure(contact).await
    }
}

impl Live {
    /// Forgets a contact; its other events wait meanwhile.
    pub(super) async fn erase(&self, contact: &str) -> Result<(), RuntimeError> {
        self.check()?;
        let unknown = || RuntimeError::UnknownContact(contact.to_string());
        let number = self.store.table().number(contact).ok_or_else(unknown)?;
        // A state that does not decode is erased as well; nobody is found by it.
        let found_by = self.state(contact, number).map(|state| self.found_by(&self.active().machine, &state));
        let found_by = found_by.unwrap_or_default();
        let mut keys = self.keys_of_start(contact, &Default::default());
        keys.extend(&found_by);
        let _door = self.waiting.lock(&keys).await;
        self.drop_kept(&keys).await?;
        let store = self.store.clone();
        let forgotten = tokio::task::spawn_blocking(move || store.forget(number)).await;
        forgotten.map_err(|_| RuntimeError::Stopping)??;
        self.waiting.change(number, &found_by, &[]);
        self.outbox.forget_contact(number);
        self.moment()
    }

    /// What waits under keys of a contact that goes.
    async fn drop_kept(&self, keys: &[WaitKey]) -> Result<(), RuntimeError> {
        let kept = |key: &&WaitKey| !self.store.table().kept(**key).is_empty();
        let changes: Vec<_> = keys.iter().filter(kept).map(|key| Change::Join(*key)).collect();
        if changes.is_empty() {
            return Ok(());
        }
        self.commit(changes, self.committer.announce()).await
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::super::parrot::{Parrot, World, message, postback, program, start};
    use super::super::*;
    use crate::engine::{Event, EventKind, OperatorEvent};
    use crate::ir::{Duration, MediaKind, Time};
    use crate::store::{Disk, Limits, Memory, Store};

    fn config() -> Config {
        let links = Links { key: [7; 32], base: "https://a.example".into(), life: Duration(100_000) };
        Config { stepper: Arc::new(Parrot), links: Some(links), ..Config::default() }
    }

    async fn run(config: Config, store: Arc<dyn Store>, world: &Arc<World>) -> Runtime {
        let clock = Arc::new(VirtualClock::new(Time(0)));
        Runtime::start(config, program(&[1, 2]), store, world.peers(), clock).await.unwrap()
    }

    fn disk(folder: &Path) -> Arc<dyn Store> {
        Arc::new(Disk::open(folder, Limits::default()).unwrap())
    }

    fn token(runtime: &Runtime, contact: &str) -> String {
        let number = runtime.live.store.table().number(contact).unwrap();
        let link = runtime.live.link(number, runtime.now()).unwrap().unwrap();
        link.url.rsplit('/').next().unwrap().to_owned()
    }

    #[tokio::test]
    async fn nothing_of_an_erased_contact_is_left_and_its_next_message_begins_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let world = Arc::new(World::default());
        world.deliveries.lock().unwrap().push_back(Delivery::again("busy"));
        let runtime = run(config(), disk(folder.path()), &world).await;
        let other = runtime.submit("ivan", message("e1", 0, "say mine")).await.unwrap();
        runtime.submit("olga", start("e1", 0, "click-1")).await.unwrap();
        runtime.submit("olga", message("e2", 0, "in 5")).await.unwrap();
        let picture =
            runtime.put_media("olga", MediaKind::Image, "image/png", b"proof".to_vec()).await.unwrap();
        let (olga, ivan) = (token(&runtime, "olga"), token(&runtime, "ivan"));
        assert_eq!(runtime.linked(&olga).as_deref(), Some("olga"));

        runtime.erase("olga").await.unwrap();
        assert!(matches!(runtime.erase("olga").await, Err(RuntimeError::UnknownContact(_))));
        assert!(!runtime.knows("olga"));
        assert!(runtime.show("olga").is_err() && runtime.media("olga", &picture).is_err());
        assert_eq!(runtime.linked(&olga), None);
        assert_eq!(runtime.linked(&ivan).as_deref(), Some("ivan"));
        assert_eq!(runtime.show("ivan").unwrap().sequence, other.sequence);
        assert_eq!(runtime.health().store.undelivered, 1, "ivan's");
        assert_eq!(std::fs::read_dir(folder.path().join("media")).unwrap().count(), 0);
        runtime.end().await;

        let runtime = run(config(), disk(folder.path()), &world).await;
        assert!(!runtime.knows("olga") && runtime.linked(&olga).is_none());
        let found_by = [("click_id".to_string(), "click-1".to_string())];
        let arrived = runtime.arrive(&found_by, postback("p1", 1, "deposit")).await.unwrap();
        assert_eq!(arrived, Arrived::Kept, "nobody is found by the old click");
        let again = runtime.submit("olga", message("e2", 1, "say hi")).await.unwrap();
        assert!(again.taken, "an id of before is new");
        assert_eq!(again.sequence, 1);
        assert_eq!(runtime.transcript("olga", 99).unwrap().len(), 2);
        assert_eq!(runtime.linked(&olga), None, "an old link does not open the new conversation");
        runtime.advance(Time(1_000_000)).await.unwrap();
        assert!(!world.texts().contains(&"tick at 5000".to_owned()), "{:?}", world.texts());
        runtime.end().await;
    }

    #[tokio::test]
    async fn what_comes_too_late_for_an_erased_contact_makes_no_new_one() {
        let world = Arc::new(World::default());
        let runtime = run(config(), Arc::new(Memory::new(Limits::default())), &world).await;
        runtime.submit("olga", message("e1", 0, "model")).await.unwrap();
        let key = *runtime.live.store.table().outbox().keys().next().unwrap();
        runtime.erase("olga").await.unwrap();
        assert_eq!(runtime.live.perform(key).await.unwrap(), None);
        for kind in [EventKind::Clock, EventKind::Blocked, EventKind::Operator(OperatorEvent::Joined)] {
            let event = Event { id: event_name(&kind).into(), at: Time(1), kind };
            assert!(!runtime.submit("olga", event).await.unwrap().taken);
        }
        // Its answer comes when somebody new has the same id.
        runtime.submit("olga", message("e1", 2, "say hi")).await.unwrap();
        let answer = crate::engine::ModelAnswer::Wrote("late".into());
        let event =
            Event { id: "model/1/0".into(), at: Time(3), kind: EventKind::Model { request: 1, answer } };
        assert!(!runtime.live.submit("olga", event, Some(key)).await.unwrap().taken);
        runtime.settle().await.unwrap();
        assert_eq!(world.texts(), ["hi"]);
        runtime.advance(Time(1_000_000)).await.unwrap();
    }

    #[tokio::test]
    async fn an_erasure_is_whole_wherever_the_process_ends() {
        for moment in 1..=8 {
            let folder = tempfile::tempdir().unwrap();
            let world = Arc::new(World::default());
            let crash = Arc::new(CrashPlan::at(moment));
            let runtime =
                run(Config { crash: Some(crash.clone()), ..config() }, disk(folder.path()), &world).await;
            let mut erased = false;
            if runtime.submit("olga", start("e1", 0, "click-1")).await.is_ok() {
                erased = runtime.erase("olga").await.is_ok();
            }
            runtime.end().await;
            let runtime = run(config(), disk(folder.path()), &world).await;
            if erased {
                assert!(!runtime.knows("olga"), "moment {moment}");
            }
            if runtime.knows("olga") {
                assert_eq!(runtime.transcript("olga", 9).unwrap().len(), 1, "not erased, and whole");
            }
            runtime.submit("olga", start("e2", 1, "click-2")).await.unwrap();
            runtime.end().await;
        }
    }

    #[tokio::test]
    async fn a_link_ends_at_its_time() {
        let world = Arc::new(World::default());
        let runtime = run(config(), Arc::new(Memory::new(Limits::default())), &world).await;
        runtime.submit("olga", message("e1", 0, "say hi")).await.unwrap();
        let token = token(&runtime, "olga");
        runtime.advance(Time(100_000)).await.unwrap();
        assert!(runtime.linked(&token).is_some());
        runtime.advance(Time(100_001)).await.unwrap();
        assert_eq!(runtime.linked(&token), None);
        assert_eq!(runtime.linked("nonsense"), None);
    }
}
