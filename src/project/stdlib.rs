//! The standard library: scripts, and manifests of actions, that come with `flowc`.

/// A library.
#[derive(Debug)]
pub struct Library {
    /// Its name, such as `std.objections`.
    pub name: &'static str,
    /// Its script; empty for one of actions alone.
    pub script: &'static str,
    /// Its manifest; empty for one of scripts alone.
    pub manifest: &'static str,
}

static LIBRARIES: [Library; 12] = [
    scripts("std.consent", include_str!("../../stdlib/consent.flow")),
    scripts("std.leads", include_str!("../../stdlib/leads.flow")),
    scripts("std.objections", include_str!("../../stdlib/objections.flow")),
    scripts("std.reminders", include_str!("../../stdlib/reminders.flow")),
    scripts("std.working_hours", include_str!("../../stdlib/working_hours.flow")),
    pack("std.hooks", include_str!("../../stdlib/hooks.yaml")),
    pack("std.keitaro", include_str!("../../stdlib/keitaro.yaml")),
    pack("std.kommo", include_str!("../../stdlib/kommo.yaml")),
    pack("std.manychat", include_str!("../../stdlib/manychat.yaml")),
    pack("std.sheets", include_str!("../../stdlib/sheets.yaml")),
    pack("std.smartsender", include_str!("../../stdlib/smartsender.yaml")),
    pack("std.twilio", include_str!("../../stdlib/twilio.yaml")),
];

/// A library of scripts alone.
const fn scripts(name: &'static str, script: &'static str) -> Library {
    Library { name, script, manifest: "" }
}

/// A library of actions alone.
const fn pack(name: &'static str, manifest: &'static str) -> Library {
    Library { name, script: "", manifest }
}

/// All libraries: those of scripts, then the packs of actions.
pub fn libraries() -> &'static [Library] {
    &LIBRARIES
}

/// A library by its name.
pub(super) fn find(name: &str) -> Option<&'static Library> {
    LIBRARIES.iter().find(|library| library.name == name)
}

/// The names of the libraries.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    LIBRARIES.iter().map(|library| library.name)
}
