//! Writes answers: to standard output, or whole into a file.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use super::Failure;
use super::flags::OutputFlags;
use crate::problem::{Code, Problem};
use crate::report::Look;

/// How text looks on standard output: plain into a pipe, coloured and as wide as the window on a terminal.
pub(super) fn look(flags: &OutputFlags) -> Look {
    if flags.output.is_some() {
        return Look::PLAIN;
    }
    let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    Look { colour, width: width() }
}

/// The width of the terminal, between 40 and 100 cells; 80 where there is none.
pub(super) fn width() -> usize {
    if !io::stdout().is_terminal() {
        return Look::PLAIN.width;
    }
    terminal_size::terminal_size().map_or(Look::PLAIN.width, |(width, _)| usize::from(width.0).clamp(40, 100))
}

/// Says whether messages on standard error are coloured.
pub(super) fn is_coloured_error() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

/// Writes a text to where the flags say.
pub(super) fn write(text: &str, flags: &OutputFlags) -> Result<(), Failure> {
    match &flags.output {
        None => print(text),
        Some(path) => whole_file(path, text, flags.force),
    }
}

/// Writes a new file, whole or not at all; one that is there is left as it is.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    whole_file(path, text, false)
}

/// Puts a text in the place of a file, whole or not at all.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    whole_file(path, text, true)
}

/// Prints a text; a reader that went away is no fault.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
        _ => Failure::Output(error),
    })
}

/// Prints to standard error; where that is gone there is nobody to tell.
pub(super) fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes a file whole or not at all: into a neighbour first, which then takes the name.
fn whole_file(path: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let exists = || -> Failure {
        Problem::nowhere(Code::OutputExists, format!("`{}` exists already", path.display()))
            .help("choose another name, or give --force")
            .into()
    };
    let unwritable = |error: &io::Error| -> Failure {
        Problem::nowhere(Code::Unwritable, format!("`{}` cannot be written: {error}", path.display()))
            .help("check the path and the rights")
            .into()
    };
    let there = path.symlink_metadata().ok();
    if there.is_some() && !force {
        return Err(exists());
    }
    // Replacing a link, a pipe or a device would do something else than writing a file.
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        let message = format!("`{}` is no regular file", path.display());
        return Err(Problem::nowhere(Code::Unwritable, message).help("choose another name").into());
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = path.file_name() else { return Err(unwritable(&io::Error::from(io::ErrorKind::IsADirectory))) };
    let neighbour = folder.join(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let written = fs::File::create_new(&neighbour).and_then(|mut file| {
        if let Some(there) = &there {
            file.set_permissions(there.permissions())?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    // Without --force a hard link takes the name only if nobody took it meanwhile.
    let named =
        written.and_then(|()| if force { fs::rename(&neighbour, path) } else { fs::hard_link(&neighbour, path) });
    let result =
        named.map_err(|error| if error.kind() == io::ErrorKind::AlreadyExists { exists() } else { unwritable(&error) });
    let _ = fs::remove_file(&neighbour);
    result
}
