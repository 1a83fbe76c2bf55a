//! A process of flowc at a terminal, and somebody who types.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus};

/// Ctrl-C, as the keyboard sends it.
pub const CTRL_C: &[u8] = b"\x03";
/// Ctrl-D, the end of the input.
pub const CTRL_D: &[u8] = b"\x04";

/// Runs a command at a terminal, types keys as soon as it shows `prompt`, and gives how it ended and all that was on the screen.
pub fn typed(mut command: Command, prompt: &str, keys: &[u8]) -> (ExitStatus, String) {
    let (mut keyboard, terminal) = pair();
    command.stdin(terminal.try_clone().unwrap()).stderr(terminal.try_clone().unwrap()).stdout(terminal);
    // A session of its own, so that Ctrl-C is for this process alone.
    unsafe { command.pre_exec(own_session) };
    let mut child = command.spawn().unwrap();
    // The command holds the terminal's end; without it the screen ends with the process.
    drop(command);
    let mut screen = Vec::new();
    let mut typed = false;
    let mut piece = [0; 1024];
    // A terminal that nobody holds any longer is an error to its reader, not an end.
    while let Ok(read @ 1..) = keyboard.read(&mut piece) {
        screen.extend_from_slice(&piece[..read]);
        if !typed && String::from_utf8_lossy(&screen).ends_with(prompt) {
            keyboard.write_all(keys).unwrap();
            typed = true;
        }
    }
    let ended = child.wait().unwrap();
    let screen = String::from_utf8(screen).unwrap().replace("\r\n", "\n");
    assert!(typed, "never asked: {screen}");
    (ended, screen)
}

/// The two ends of a terminal: the person's, and the process's.
fn pair() -> (File, OwnedFd) {
    let (mut person, mut process) = (-1, -1);
    let nothing = std::ptr::null_mut();
    let opened = unsafe { libc::openpty(&mut person, &mut process, nothing, nothing.cast(), nothing.cast()) };
    assert_eq!(opened, 0, "{}", io::Error::last_os_error());
    let person = unsafe { OwnedFd::from_raw_fd(person) };
    // The process must not hold the person's end.
    unsafe { libc::fcntl(person.as_raw_fd(), libc::F_SETFD, libc::FD_CLOEXEC) };
    (File::from(person), unsafe { OwnedFd::from_raw_fd(process) })
}

fn own_session() -> io::Result<()> {
    if unsafe { libc::setsid() } < 0 || unsafe { libc::ioctl(0, libc::TIOCSCTTY.into(), 0) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
