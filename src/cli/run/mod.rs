//! `flowc run`: serve a project durably.

mod assembly;
mod banner;
mod tables;
mod telegram;
mod watch;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::stdio::{self, Lines};
use super::{Exit, Screen, project};
use crate::channel::Bell;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::{Channel, Program, Time};
use crate::project::Project;
use crate::runtime::{Clock, RealClock, Runtime, VirtualClock};
use crate::server::{Config, Listening, Office, Secret, Server, StartError};
use assembly::Assembly;

/// Serve a project durably, with its web chat and its postbacks
#[derive(Debug, Args)]
pub struct Run {
    /// The project's folder, or one .flow file
    #[arg(default_value = ".")]
    path: String,
    /// Where contacts are kept [default: .flowc in the project's folder]
    #[arg(long)]
    data: Option<PathBuf>,
    /// Where the server listens
    #[arg(long, default_value = "127.0.0.1:8080")]
    bind: SocketAddr,
    /// The server's address as browsers and trackers see it; needed beyond this machine
    #[arg(long)]
    public_url: Option<String>,
    /// Send contacts whose place is gone from the script to their flow's entry
    #[arg(long)]
    restart_lost: bool,
    /// Call no action: tell what each would send, and go on with the manifest's example or nothing as its answer
    #[arg(long)]
    dry_run: bool,
    /// Take the script anew whenever one of its files is saved
    #[arg(long)]
    watch: bool,
    /// Let actions of the kind `command` run programs on this machine
    #[arg(long)]
    allow_commands: bool,
    /// Speak JSON lines on the standard streams instead of HTTP (docs/stdio.md)
    #[arg(long)]
    stdio: bool,
    /// With --stdio: the machine's clock, or one that only events move
    #[arg(long, value_enum, default_value_t)]
    clock: ClockKind,
}

/// Clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum ClockKind {
    /// The machine's
    #[default]
    Real,
    /// One that stands at the time of the last event
    Virtual,
}

impl Run {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        if self.clock == ClockKind::Virtual && !self.stdio {
            return screen
                .fail("a virtual clock needs --stdio", "only events on its lines can move the time");
        }
        if self.watch && self.stdio {
            return screen.fail("--watch does not go with --stdio", "it serves over HTTP");
        }
        let told = Severity::Warning;
        let (project, program, findings) = match project::runnable(screen, &self.path, told) {
            Ok(read) => read,
            Err(exit) => return exit,
        };
        super::log::begin();
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return screen.fail(format!("the machine gives no threads: {error}"), ""),
        };
        runtime.block_on(self.serve(screen, project, program, &findings)).unwrap_or_else(|exit| exit)
    }

    async fn serve(
        &self,
        screen: &Screen,
        project: Project,
        program: Program,
        findings: &[Diagnostic],
    ) -> Result<Exit, Exit> {
        let data = self.data.clone();
        let data = data.unwrap_or_else(|| project::own_data(Path::new(&project.root), Path::new(&self.path)));
        let bell = Arc::new(Bell::default());
        let mode = assembly::Mode { dry_run: self.dry_run, commands: self.allow_commands, lines: self.stdio };
        let assembly = Assembly::of(screen, &project, &program, mode).await?;
        if self.stdio {
            return self.serve_lines(screen, &assembly, &project, program, &data).await;
        }
        let bots = telegram::look(screen, assembly.telegram(), self.public_url.as_deref()).await?;
        let channel = web_channel(&program);
        let link = banner::Link::of(&program);
        let listening = Listening::on(self.bind, self.public_url.as_deref()).await;
        let listening = listening.map_err(|error| no_server(screen, &error))?;
        let base = match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", listening.address),
        };
        let runtime = assembly.start(screen, program, &data, bell.clone(), self.restart_lost, &base).await?;
        let mut config = self.config(screen, &assembly, &data, channel)?;
        let receivers = telegram::receivers(screen, assembly.telegram(), &runtime, &data, &mut config)?;
        let secret = assembly.postback_secret_written().unwrap_or(config.postback_secret.reveal()).to_owned();
        let inbox = !config.inbox.is_empty();
        let office = Arc::new(Office::new(runtime.handle(), bell));
        let server = match Server::new(listening, config, office) {
            Ok(server) => server,
            Err(error) => {
                drop(receivers);
                runtime.end().await;
                return Err(no_server(screen, &error));
            }
        };
        if let Err(error) = runtime.listen(&data) {
            screen.note(format!("no control socket: {error}"));
        }
        receivers.begin(&base);
        banner::show(
            screen,
            &banner::Facts {
                project: &project.name,
                base: &base,
                inbox,
                data: &data,
                models: assembly.models_in_words(),
                bots: &bots,
                link: &link,
                secret: &secret,
                token_file: data.join(TOKEN),
                findings,
            },
        );
        Ok(self.until_the_end(screen, &assembly, &project, runtime, server).await)
    }

    /// Serves over JSON lines until the input ends.
    async fn serve_lines(
        &self,
        screen: &Screen,
        assembly: &Assembly,
        project: &Project,
        program: Program,
        data: &Path,
    ) -> Result<Exit, Exit> {
        let virtual_time = self.clock == ClockKind::Virtual;
        let clock: Arc<dyn Clock> = match self.clock {
            ClockKind::Real => Arc::new(RealClock),
            ClockKind::Virtual => Arc::new(VirtualClock::new(Time(0))),
        };
        let lines = Arc::new(Lines::new(clock.clone()));
        let store = assembly.open(screen, &program, data).await?;
        let peers =
            assembly.peers_with(*screen, lines.clone(), data).map_err(|error| screen.fail(error, ""))?;
        let config = assembly.config(self.restart_lost);
        let runtime = assembly.put_into_service(screen, program, store, config, peers, clock).await?;
        if let Err(error) = runtime.listen(data) {
            screen.note(format!("no control socket: {error}"));
        }
        let handle = runtime.handle();
        let exit = tokio::select! {
            exit = stdio::serve(screen, &handle, &lines, virtual_time) => exit,
            () = watch::files(*screen, assembly.tables(), project, None) => Exit::Done,
            () = asked_to_stop() => Exit::Done,
        };
        drop(handle);
        if let Err(error) = runtime.shutdown().await {
            screen.note(format!("the last checkpoint was not written: {error}; nothing is lost"));
        }
        Ok(exit)
    }

    fn config(
        &self,
        screen: &Screen,
        assembly: &Assembly,
        data: &Path,
        channel: (String, Vec<String>),
    ) -> Result<Config, Exit> {
        let file = |name: &str| {
            Secret::load_or_make(&data.join(name)).map_err(|error| {
                let path = data.join(name);
                screen.fail(format!("{}: {error}", path.display()), "remove it and a new one is made")
            })
        };
        Ok(Config {
            public_url: self.public_url.clone(),
            origins: channel.1,
            token: file(TOKEN)?,
            postback_secret: match assembly.postback_secret() {
                Some(secret) => secret,
                None => file("postback-secret")?,
            },
            channel: channel.0,
            inbox: assembly.inbox().map_err(|error| screen.fail(error, "give each person a long one"))?,
            telegram: Default::default(),
            channels: assembly.channel_secrets(),
            webhook_secret: match assembly.webhook_secret() {
                Some(secret) => secret,
                None => file("webhook-secret")?,
            },
            webhook_keys: assembly.webhook_keys(),
            outbound: Some(assembly.outbound()),
        })
    }

    /// Serves until somebody stops it, or until the store can no longer write.
    async fn until_the_end(
        &self,
        screen: &Screen,
        assembly: &Assembly,
        project: &Project,
        runtime: Runtime,
        server: Server,
    ) -> Exit {
        let (stop, stopped) = tokio::sync::watch::channel(());
        let mut stopping = stopped.clone();
        let mut serving = tokio::spawn(server.serve(async move {
            // An error says that nobody can stop it any more, which is an end as well.
            let _ = stopping.changed().await;
        }));
        let scripts = || watch::Scripts::of(self.path.clone(), runtime.handle(), self.restart_lost);
        let watching = watch::files(*screen, assembly.tables(), project, self.watch.then(scripts));
        let exit = tokio::select! {
            () = asked_to_stop() => Exit::Done,
            reason = runtime.failed() => {
                screen.fail(format!("the store can no longer write: {reason}"), "nothing that was acknowledged is lost; mend the disk and start again")
            }
            served = &mut serving => {
                let reason = served.map_or_else(|error| error.to_string(), |served| {
                    served.err().map_or("it ended".to_owned(), |error| error.to_string())
                });
                screen.fail(format!("the server ended: {reason}"), "")
            }
            () = watching => Exit::Done,
        };
        // Long polls are cut: their browsers ask again.
        drop(stop);
        serving.abort();
        let _ = (&mut serving).await;
        match runtime.shutdown().await {
            Ok(()) => exit,
            Err(error) => {
                screen.note(format!("the last checkpoint was not written: {error}; nothing is lost"));
                exit
            }
        }
    }
}

const TOKEN: &str = "token";

fn no_server(screen: &Screen, error: &StartError) -> Exit {
    let help = match error {
        StartError::Listen(..) => "--bind 127.0.0.1:PORT takes another port",
        StartError::NoPublicUrl(_) => "or leave --bind out to serve this machine alone",
        StartError::PublicUrl(_) => "",
    };
    screen.fail(error.to_string(), help)
}

/// The web channel's name and the origins that may use it.
fn web_channel(program: &Program) -> (String, Vec<String>) {
    let web = program.outside.channels.iter().find_map(|(name, channel)| match channel {
        Channel::Web(web) => Some((name.clone(), web.origins.clone())),
        _ => None,
    });
    web.unwrap_or_else(|| ("web".to_owned(), Vec::new()))
}

/// Ctrl-C, or the order to end.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut ending = match signal(SignalKind::terminate()) {
        Ok(ending) => ending,
        Err(_) => return std::future::pending().await,
    };
    tokio::select! {
        _ = ending.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
