//! `flowc std`: the libraries that come with it, and what they offer.

use clap::Args;

use super::{Exit, Screen};
use crate::check::{Names, Offer, offers};
use crate::diagnostic::{Sink, nearest};
use crate::ir::{Action, Param};
use crate::lower::input;
use crate::project::{Library, Memory, Project, libraries, load};

/// How names of libraries begin.
const PREFIX: &str = "std.";

/// List the libraries that come with flowc, or tell about one
#[derive(Debug, Args)]
pub struct Std {
    /// The library, such as consent or std.consent; without it all are listed
    name: Option<String>,
    /// Print its source
    #[arg(long, requires = "name")]
    source: bool,
}

impl Std {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let Some(written) = &self.name else {
            list(screen);
            return Exit::Done;
        };
        let name = written.strip_prefix(PREFIX).unwrap_or(written);
        let Some(library) = libraries().iter().find(|library| short(library) == name) else {
            let help = match nearest(name, libraries().iter().map(short)) {
                Some(near) => format!("did you mean `{PREFIX}{near}`?"),
                None => "`flowc std` lists the libraries".to_owned(),
            };
            return screen.fail(format!("there is no library `{written}`"), &help);
        };
        if self.source {
            screen.say(text(library).trim_end());
        } else {
            tell(screen, library);
        }
        Exit::Done
    }
}

/// Its name without `std.`.
fn short(library: &Library) -> &'static str {
    library.name.strip_prefix(PREFIX).unwrap_or(library.name)
}

/// Its source: a script, or a manifest.
fn text(library: &Library) -> &'static str {
    if library.script.is_empty() { library.manifest } else { library.script }
}

/// The comment at its head, without `#`.
fn head(library: &Library) -> impl Iterator<Item = &'static str> {
    let lines = text(library).lines().map_while(|line| line.strip_prefix('#'));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line))
}

fn list(screen: &Screen) {
    let (scripts, packs): (Vec<&Library>, Vec<&Library>) =
        libraries().iter().partition(|library| !library.script.is_empty());
    for (title, group) in [("Libraries", scripts), ("Packs of actions", packs)] {
        screen.say(format!("{title}\n"));
        for library in group {
            screen.say(format!("  use {}", library.name));
            screen.say(format!("    {}", head(library).next().unwrap_or_default()));
            for offer in offered(library) {
                screen.say(format!("      {}", line(&offer)));
            }
            screen.say("");
        }
    }
    screen.say("`flowc std NAME` tells about one of them, `flowc std NAME --source` prints it.");
}

fn tell(screen: &Screen, library: &Library) {
    screen.say(format!("use {}\n", library.name));
    for line in head(library) {
        screen.say(line);
    }
    screen.say("");
    for offer in offered(library) {
        screen.say(line(&offer));
        for words in offer.doc.lines() {
            screen.say(format!("    {words}"));
        }
    }
    screen.say(format!("\n`flowc std {} --source` prints it.", short(library)));
}

/// An offer in one line.
fn line(offer: &Offer) -> String {
    match &offer.gives {
        Some(gives) => format!("{}   gives {gives}", offer.form),
        None => offer.form.clone(),
    }
}

/// What it offers: a project that does nothing but use it is asked.
fn offered(library: &Library) -> Vec<Offer> {
    let script = format!("use {}\n", library.name);
    let Ok((project, _)) = load(&Memory::new([("use.flow", script)]), "use.flow") else {
        return Vec::new();
    };
    let checked = input(&project);
    let names = Names::gather(&checked, &mut Sink::default());
    let of_scripts = (1..names.spaces.len()).flat_map(|space| offers(&names, space, &project.sources));
    of_scripts.chain(actions(&project)).collect()
}

/// The actions of a pack.
fn actions(project: &Project) -> impl Iterator<Item = Offer> {
    let form = |(name, action): (&String, &Action)| {
        let inputs: Vec<String> = action.input.iter().map(input_words).collect();
        Offer { form: format!("do {name}({})", inputs.join(", ")), gives: None, doc: String::new() }
    };
    project.manifest.outside.actions.iter().map(form)
}

/// An input by its name; one that may be left out in brackets.
fn input_words(input: &Param) -> String {
    if input.optional { format!("[{}]", input.name) } else { input.name.clone() }
}
