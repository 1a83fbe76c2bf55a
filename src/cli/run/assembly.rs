//! What a project needs of the world, put together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::super::{Exit, Screen};
use crate::action::{self, Bindings, DryRun};
use crate::ai::{Models, Tables};
use crate::channel::http::Sender;
use crate::channel::telegram::Telegram;
use crate::channel::{Bell, Local, Notice, Switchboard};
use crate::engine::Machine;
use crate::ir::{Binding, Channel, Duration as Millis, Ocr, Op, Outside, Program, ReadFrom};
use crate::outbound::{Environment, Filled, Outbound, Vault, switch_off, without_chat};
use crate::project::Project;
use crate::runtime::{Actions, Channels, Clock, Config, Links, Peers, RealClock, Runtime, RuntimeError};
use crate::scenario::offline;
use crate::server::Secret;
use crate::store::{Disk, Limits, StoreError};

/// The file of the key under which links to conversations are sealed.
const LINK_KEY: &str = "link-key";
/// How long a link lives where the manifest does not say.
const LINK_LIFE: Millis = Millis(30 * 86_400_000);

/// A shorter password of the inbox is refused.
const PASSWORD_CHARACTERS_MIN: usize = 8;

/// The parts of a run, made once. The environment is read here and nowhere else.
pub struct Assembly {
    outside: Outside,
    environment: Arc<Environment>,
    outbound: Outbound,
    ocr: Option<Ocr>,
    tables: Tables,
    folder: PathBuf,
    dry_run: bool,
    /// Whether actions may run commands.
    commands: bool,
    telegram: Vec<Arc<Telegram>>,
}

/// What of the world has a part in a run: nothing is asked for what has none.
#[derive(Debug, Clone, Copy)]
pub struct Mode {
    /// No action is called.
    pub dry_run: bool,
    /// Actions may run commands.
    pub commands: bool,
    /// Another program is every channel.
    pub lines: bool,
}

impl Assembly {
    /// Looks up what the project asks of the environment and of the machine.
    ///
    /// # Errors
    /// The exit of the command, told on the screen: every variable that is not set, by name; every action that runs a
    /// command, where they are not allowed.
    pub async fn of(screen: &Screen, project: &Project, program: &Program, mode: Mode) -> Result<Self, Exit> {
        let Mode { dry_run, commands, lines } = mode;
        if let Some(which) = commands_of(&program.outside).filter(|_| !commands && !dry_run) {
            let help = format!("{which}\nread the manifest's `actions`, then start with --allow-commands");
            return Err(
                screen.fail("the manifest runs commands on this machine, and nobody allowed it", &help)
            );
        }
        #[allow(clippy::disallowed_methods)] // the one door to the environment
        let look_up = |name: &str| std::env::var(name).ok();
        let mut outside = program.outside.clone();
        if lines {
            outside.channels.clear();
        }
        for (channel, missing) in switch_off(&mut outside, look_up) {
            let missing = missing.into_iter().collect::<Vec<_>>().join(", ");
            screen.note(format!("the channel `{channel}` is off: not set in the environment: {missing}"));
        }
        for (operator, missing) in without_chat(&mut outside, look_up) {
            screen.note(format!("`{operator}` are told here: not set in the environment: {missing}"));
        }
        let mut asking = outside.clone();
        if dry_run {
            asking.actions.clear();
            asking.connections.clear();
        }
        let environment = Environment::of(&asking, look_up).map_err(|missing| {
            let lines = missing.iter().map(|(name, places)| {
                let places: Vec<&str> = places.iter().map(String::as_str).collect();
                format!("{name}: for {}", places.join(", "))
            });
            let help = format!(
                "{}\nset them, or take them out of the manifest",
                lines.collect::<Vec<_>>().join("\n")
            );
            screen.fail("the manifest asks for variables that are not set", &help)
        })?;
        let outbound = Outbound::new(&outside.allow_private)
            .map_err(|error| screen.fail(format!("no HTTP client: {error}"), ""))?;
        let ocr = match &outside.ocr {
            Some(ocr) => Some(ocr.clone()),
            None if reads_pictures(program) => action::tesseract().await,
            None => None,
        };
        if reads_pictures(program) && ocr.is_none() && !outside.models.contains_key("vision") {
            screen.note("nothing reads pictures here: install tesseract, or name a `vision` model; until then no picture fits");
        }
        let folder = PathBuf::from(&project.root);
        let tables = offline::tables(project);
        let environment = Arc::new(environment);
        let telegram = outside.channels.iter().filter_map(|(name, channel)| match channel {
            Channel::Telegram(channel) => {
                let bot = Telegram::new(name, channel, &outside, &outbound, &environment);
                Some(bot.map(Arc::new).map_err(|error| screen.fail(error, "")))
            }
            _ => None,
        });
        let telegram = telegram.collect::<Result<_, _>>()?;
        Ok(Assembly { outside, environment, outbound, ocr, tables, folder, dry_run, commands, telegram })
    }

    /// The project's bots in Telegram.
    pub fn telegram(&self) -> &[Arc<Telegram>] {
        &self.telegram
    }

    /// Opens the data folder and puts the program into service.
    ///
    /// # Errors
    /// The exit of the command, told on the screen.
    pub async fn start(
        &self,
        screen: &Screen,
        program: Program,
        data: &Path,
        bell: Arc<Bell>,
        restart_lost: bool,
        base: &str,
    ) -> Result<Runtime, Exit> {
        let store = self.open(screen, &program, data).await?;
        let peers = self.peers(*screen, bell, data, base).map_err(|error| screen.fail(error, ""))?;
        let config = Config { links: Some(self.links(screen, data, base)?), ..self.config(restart_lost) };
        self.put_into_service(screen, program, store, config, peers, Arc::new(RealClock)).await
    }

    /// How links to conversations are made: with a key of the data folder.
    fn links(&self, screen: &Screen, data: &Path, base: &str) -> Result<Links, Exit> {
        let path = data.join(LINK_KEY);
        let key = Secret::load_or_make(&path).map_err(|error| {
            let help = "remove it and a new one is made; links that were given out then open nothing";
            screen.fail(format!("{}: {error}", path.display()), help)
        })?;
        let life = self.outside.inbox.link_life.unwrap_or(LINK_LIFE);
        Ok(Links { key: key.key(), base: base.to_owned(), life })
    }

    /// Everybody outside; operators are told on the screen.
    ///
    /// # Errors
    /// What a model of the manifest lacks, in words.
    pub fn peers(&self, screen: Screen, bell: Arc<Bell>, data: &Path, base: &str) -> Result<Peers, String> {
        let tell = move |notice: Notice<'_>| {
            let to = if notice.operator.is_empty() { "operators" } else { notice.operator };
            let word = if notice.handoff { "is handed over" } else { "notice" };
            screen.note(format!("[{to}] {} {word}: {}", notice.contact, notice.text));
        };
        let switchboard = Switchboard::new(Local::new(bell, tell), self.channels(base)?);
        self.peers_with(screen, Arc::new(switchboard), data)
    }

    /// The channels that leave this machine, by their names; `base` is the address under which this server is reached.
    fn channels(&self, base: &str) -> Result<BTreeMap<String, Arc<dyn Channels>>, String> {
        let bot = |bot: &Arc<Telegram>| (bot.name().to_owned(), bot.clone() as Arc<dyn Channels>);
        let mut channels: BTreeMap<_, _> = self.telegram.iter().map(bot).collect();
        for (name, channel) in &self.outside.channels {
            if let Channel::Http(http) = channel {
                let (outbound, environment) = (self.outbound.clone(), self.environment.clone());
                let sender = Sender::new(name, http, Some(base), outbound, environment, Arc::new(RealClock))
                    .map_err(|variable| format!("the variable {variable} is not set"))?;
                channels.insert(name.clone(), Arc::new(sender));
            }
        }
        Ok(channels)
    }

    /// Everybody outside, with these channels; tokens are kept in the data folder.
    ///
    /// # Errors
    /// What a model of the manifest lacks, in words.
    pub fn peers_with(
        &self,
        screen: Screen,
        channels: Arc<dyn Channels>,
        data: &Path,
    ) -> Result<Peers, String> {
        let models = Models::new(&self.outside, &self.outbound, &self.environment, self.ocr.clone())?
            .with_tables(&self.tables);
        let actions: Arc<dyn Actions> = match self.dry_run {
            true => Arc::new(DryRun::new(&self.outside, move |words| screen.note(words))),
            false => {
                let vault = Vault::new(data);
                Arc::new(Bindings::new(
                    self.outbound.clone(),
                    self.environment.clone(),
                    vault,
                    self.folder.clone(),
                    self.commands,
                ))
            }
        };
        Ok(Peers { provider: Arc::new(models), actions, channels })
    }

    /// The knowledge tables from which the models answer.
    pub fn tables(&self) -> Tables {
        self.tables.clone()
    }

    /// How the runtime works for this project.
    pub fn config(&self, restart_lost: bool) -> Config {
        let config = Config { project: Some(self.folder.clone()), restart_lost, ..Config::default() };
        // An action's own limit is the one that counts; the runtime's is a last resort behind it, wide enough for a token that is
        // refused, asked for anew, and the request made again.
        let longest = self.outside.actions.values().map(|action| action.timeout.0.max(0) as u64).max();
        let longest = 2 * Duration::from_millis(longest.unwrap_or(0)) + Duration::from_secs(45);
        Config { call_timeout: config.call_timeout.max(longest), ..config }
    }

    /// The store in a data folder.
    ///
    /// # Errors
    /// The exit of the command, told on the screen.
    pub async fn open(&self, screen: &Screen, program: &Program, data: &Path) -> Result<Arc<Disk>, Exit> {
        let limits = Limits { keep: program.bot.keep, ..Limits::default() };
        let folder = data.to_path_buf();
        let opened = tokio::task::spawn_blocking(move || Disk::open(&folder, limits)).await;
        match opened {
            Ok(Ok(store)) => Ok(Arc::new(store)),
            Ok(Err(error)) => Err(screen.fail(error.to_string(), help_for(&error))),
            Err(_) => Err(screen.fail("opening the data folder was interrupted", "")),
        }
    }

    /// Starts the runtime over an open store.
    ///
    /// # Errors
    /// The exit of the command, told on the screen.
    pub async fn put_into_service(
        &self,
        screen: &Screen,
        program: Program,
        store: Arc<Disk>,
        config: Config,
        peers: Peers,
        clock: Arc<dyn Clock>,
    ) -> Result<Runtime, Exit> {
        let machine = Arc::new(Machine::new(program));
        Runtime::start(config, machine, store, peers, clock).await.map_err(|error| match error {
            RuntimeError::Lost(lost) => {
                screen.note(lost.to_string());
                Exit::Findings
            }
            error => screen.fail(error.to_string(), ""),
        })
    }

    /// The secret of postbacks as the manifest writes it, for those who have it in their own environment.
    pub fn postback_secret_written(&self) -> Option<&str> {
        self.outside.postbacks.secret.as_deref()
    }

    /// The secret of postbacks that the manifest names; without one, a file of the data folder holds it.
    pub fn postback_secret(&self) -> Option<Secret> {
        self.outside.postbacks.secret.as_deref().map(|named| self.secret(named))
    }

    /// The secret of webhooks that the manifest names; without one, a file of the data folder holds it.
    pub fn webhook_secret(&self) -> Option<Secret> {
        self.outside.webhooks.secret.as_deref().map(|named| self.secret(named))
    }

    /// The secrets of the channels of the kind `http`, by their names.
    pub fn channel_secrets(&self) -> BTreeMap<String, Secret> {
        let secrets = self.outside.channels.iter().filter_map(|(name, channel)| match channel {
            Channel::Http(http) => Some((name.clone(), self.secret(http.secret.as_deref()?))),
            _ => None,
        });
        secrets.collect()
    }

    /// The keys of signed webhooks, by their names.
    pub fn webhook_keys(&self) -> BTreeMap<String, Filled> {
        let webhooks = self.outside.webhooks.by_name.iter();
        webhooks
            .filter_map(|(name, webhook)| Some((name.clone(), self.fill(&webhook.signature.as_ref()?.key))))
            .collect()
    }

    fn secret(&self, named: &str) -> Secret {
        Secret::new(self.fill(named).expose())
    }

    fn fill(&self, named: &str) -> Filled {
        self.environment.fill(named).expect("every variable of the manifest was looked up")
    }

    /// The client that leaves this machine.
    pub fn outbound(&self) -> Outbound {
        self.outbound.clone()
    }

    /// The passwords of the inbox.
    ///
    /// # Errors
    /// Whose password is too short, in words.
    pub fn inbox(&self) -> Result<BTreeMap<String, Secret>, String> {
        let mut people = BTreeMap::new();
        for (name, written) in &self.outside.inbox.people {
            let filled =
                self.environment.fill(written).expect("every variable of the manifest was looked up");
            if filled.expose().chars().count() < PASSWORD_CHARACTERS_MIN {
                let least = PASSWORD_CHARACTERS_MIN;
                return Err(format!("inbox.people.{name}: a password has at least {least} characters"));
            }
            people.insert(name.clone(), Secret::new(filled.expose()));
        }
        Ok(people)
    }

    /// Who answers, in words.
    pub fn models_in_words(&self) -> String {
        match self.outside.models.get("talk").filter(|model| model.provider != "embedded") {
            Some(_) => "the manifest's model".to_owned(),
            None => "offline, by the words and examples of the script".to_owned(),
        }
    }
}

/// The actions that run a command, each with its program.
fn commands_of(outside: &Outside) -> Option<String> {
    let lines = outside.actions.iter().filter_map(|(name, action)| match &action.binding {
        Binding::Command(call) => Some(format!("actions.{name}: {}", call.program)),
        _ => None,
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn help_for(error: &StoreError) -> &'static str {
    match error {
        StoreError::Locked { .. } => {
            "another flowc runs on it: stop that one, or name another folder with --data"
        }
        _ => "",
    }
}

fn reads_pictures(program: &Program) -> bool {
    program.nodes.iter().any(|node| matches!(&node.op, Op::Read(read) if read.from == ReadFrom::Image))
}
