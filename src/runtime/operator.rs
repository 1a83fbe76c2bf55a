//! How an operator's command reaches contacts: through the socket of a running flowc, or by opening the folder itself.

use std::path::Path;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;

use super::clock::RealClock;
use super::config::Config;
use super::control::{Answer, Order, socket};
use super::core::Peers;
use super::error::RuntimeError;
use super::handle::Runtime;
use super::peers::{ActionTry, Actions, Channels, Delivery, MediaBytes, Pending, Provider, Recipient};
use crate::engine::{ActionRequest, Effect, EffectKey, Machine, ModelAnswer, ModelRequest};
use crate::ir::{Program, Unknown};
use crate::store::{Disk, Limits, Store};

/// An operator at a data folder. The same orders give the same answers, whether a flowc runs on it or not.
pub enum Operator {
    /// A flowc runs on the folder.
    Running(BufReader<UnixStream>),
    /// None does: the folder is open here, nothing leaves and no timer rings.
    Alone(Box<Runtime>),
}

impl Operator {
    /// Reaches a data folder.
    ///
    /// # Errors
    /// `Store` where the folder does not open or another flowc holds it without answering; `Unreadable` where nothing was
    /// ever run on it.
    pub async fn reach(data: &Path, config: Config) -> Result<Self, RuntimeError> {
        if let Some(running) = Self::running(data).await {
            return Ok(running);
        }
        if !data.join("sled").exists() {
            return Err(RuntimeError::Control(format!("{} is no data folder of flowc", data.display())));
        }
        let data = data.to_path_buf();
        let opened = tokio::task::spawn_blocking(move || Disk::open(&data, Limits::default())).await;
        let store: Arc<dyn Store> = Arc::new(opened.map_err(|_| RuntimeError::Stopping)??);
        let last = store.table().deployments().last().map(|last| last.program.clone());
        let hash =
            last.ok_or_else(|| RuntimeError::Unreadable("a folder on which nothing was run".into()))?;
        let program: Program = serde_json::from_str(&store.program(&hash)?)
            .map_err(|_| RuntimeError::Unreadable(format!("program {hash}")))?;
        let config = Config { at_work: false, ..config };
        let nobody = Arc::new(Nobody);
        let peers = Peers { provider: nobody.clone(), actions: nobody.clone(), channels: nobody };
        let machine = Arc::new(Machine::new(program));
        let runtime = Runtime::start(config, machine, store, peers, Arc::new(RealClock)).await?;
        Ok(Self::Alone(Box::new(runtime)))
    }

    /// Reaches the flowc that runs on a data folder; `None` where none does. Nobody is kept from the folder.
    pub async fn running(data: &Path) -> Option<Self> {
        let stream = UnixStream::connect(socket(data)).await.ok()?;
        Some(Self::Running(BufReader::new(stream)))
    }

    /// Gives an order.
    ///
    /// # Errors
    /// `Control` where the running flowc goes away. What an order meets is an [`Answer::Error`].
    pub async fn order(&mut self, order: &Order) -> Result<Answer, RuntimeError> {
        match self {
            Self::Alone(runtime) => Ok(runtime.obey(order).await),
            Self::Running(stream) => {
                let asked = ask(stream, order).await;
                asked.map_err(|error| RuntimeError::Control(error.to_string()))
            }
        }
    }

    /// Lets the folder go.
    pub async fn leave(self) {
        if let Self::Alone(runtime) = self {
            runtime.end().await;
        }
    }
}

async fn ask(stream: &mut BufReader<UnixStream>, order: &Order) -> std::io::Result<Answer> {
    let mut line = serde_json::to_string(order)?;
    line.push('\n');
    stream.write_all(line.as_bytes()).await?;
    line.clear();
    if stream.read_line(&mut line).await? == 0 {
        return Err(std::io::Error::other("it has ended"));
    }
    Ok(serde_json::from_str(&line)?)
}

/// Nobody is reached where a folder is opened for an order alone.
struct Nobody;

impl Provider for Nobody {
    fn ask<'a>(
        &'a self,
        _machine: &'a Machine,
        _request: &'a ModelRequest,
        _media: &'a dyn MediaBytes,
    ) -> Pending<'a, ModelAnswer> {
        Box::pin(async { ModelAnswer::Down("nothing leaves here".into()) })
    }
}

impl Actions for Nobody {
    fn call<'a>(
        &'a self,
        _machine: &'a Machine,
        _request: &'a ActionRequest,
        _key: &'a EffectKey,
    ) -> Pending<'a, ActionTry> {
        Box::pin(async { ActionTry::again("nothing leaves here") })
    }

    fn unknown(&self, _machine: &Machine, _request: &ActionRequest) -> Unknown {
        Unknown::Again
    }
}

impl Channels for Nobody {
    fn deliver<'a>(
        &'a self,
        _machine: &'a Machine,
        _to: &'a Recipient,
        _effect: &'a Effect,
        _media: &'a dyn MediaBytes,
    ) -> Pending<'a, Delivery> {
        Box::pin(async { Delivery::again("nothing leaves here") })
    }

    fn knows_keys(&self, _to: &Recipient) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::parrot::{Parrot, World, message, program};
    use super::*;

    fn config() -> Config {
        Config { stepper: Arc::new(Parrot), ..Config::default() }
    }

    async fn run(folder: &Path) -> Runtime {
        let store = Arc::new(Disk::open(folder, Limits::default()).unwrap());
        let peers = Arc::new(World::default()).peers();
        Runtime::start(config(), program(&[]), store, peers, Arc::new(RealClock)).await.unwrap()
    }

    fn view(answer: Answer) -> (u64, Vec<String>) {
        let Answer::Contact(view) = answer else { panic!("{answer:?}") };
        (view.sequence, view.transcript.iter().map(|line| line.text.clone()).collect())
    }

    #[tokio::test]
    async fn orders_have_the_same_answers_with_and_without_a_running_flowc() {
        let folder = tempfile::tempdir().unwrap();
        let runtime = run(folder.path()).await;
        runtime.listen(folder.path()).unwrap();
        runtime.submit("olga", message("e1", 0, "say hi")).await.unwrap();
        let olga = || "olga".to_string();

        let mut operator = Operator::reach(folder.path(), config()).await.unwrap();
        assert!(matches!(operator, Operator::Running(_)));
        let shown = view(operator.order(&Order::Show { contact: olga() }).await.unwrap());
        assert_eq!(shown, (1, vec!["say hi".into(), "hi".into()]));
        assert_eq!(view(operator.order(&Order::Pause { contact: olga() }).await.unwrap()).0, 2);
        let unknown = operator.order(&Order::Show { contact: "ivan".into() }).await.unwrap();
        assert_eq!(unknown, Answer::Error("no contact `ivan`".into()));
        assert!(matches!(operator.order(&Order::Report).await.unwrap(), Answer::Report(_)));
        runtime.shutdown().await.unwrap();
        assert!(operator.order(&Order::Health).await.is_err());

        let mut operator = Operator::reach(folder.path(), config()).await.unwrap();
        assert!(matches!(operator, Operator::Alone(_)));
        assert_eq!(view(operator.order(&Order::Show { contact: olga() }).await.unwrap()).0, 2);
        assert_eq!(view(operator.order(&Order::Resume { contact: olga() }).await.unwrap()).0, 3);
        let health = operator.order(&Order::Health).await.unwrap();
        assert!(matches!(health, Answer::Health(health) if health.ok && health.store.contacts == 1));
        operator.leave().await;

        let runtime = run(folder.path()).await;
        assert_eq!(runtime.show("olga").unwrap().sequence, 3, "what was ordered alone was durable");
        runtime.end().await;
    }

    #[tokio::test]
    async fn a_line_that_is_no_order_is_answered_and_the_next_one_is_obeyed() {
        let folder = tempfile::tempdir().unwrap();
        let runtime = run(folder.path()).await;
        runtime.listen(folder.path()).unwrap();
        let mut stream = BufReader::new(UnixStream::connect(socket(folder.path())).await.unwrap());
        stream.write_all(b"{\"do\":\"dance\"}\n{\"do\":\"health\"}\n").await.unwrap();
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        assert!(line.starts_with("{\"error\":\"not an order"), "{line}");
        line.clear();
        stream.read_line(&mut line).await.unwrap();
        assert!(line.starts_with("{\"health\":{\"ok\":true"), "{line}");
        runtime.end().await;
    }

    #[tokio::test]
    async fn a_folder_that_is_none_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let nothing = folder.path().join("nothing");
        assert!(Operator::reach(&nothing, config()).await.is_err());
        assert!(!nothing.exists());
        drop(Disk::open(folder.path(), Limits::default()).unwrap());
        let error = Operator::reach(folder.path(), config()).await.err().unwrap();
        assert!(error.to_string().contains("nothing was run"), "{error}");
    }
}
