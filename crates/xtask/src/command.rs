//! Running other programs, and telling a person what is going on.

use std::{
    collections::VecDeque,
    env, fmt,
    io::{self, BufRead, BufReader, IsTerminal, Read, Write},
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::places;

/// How many of the last lines of a failed program are shown.
const TAIL: usize = 60;

/// Signs, in the output of a program that failed, of causes which a person can mend.
const CAUSES: [(&str, &[&str]); 2] = [
    ("the disk is full", &["No space left on device", "ENOSPC"]),
    (
        "there is no network, and it has to be downloaded once",
        &[
            "resolve host",
            "failed to lookup address",
            "name resolution",
            "connect to",
            "ENOTFOUND",
            "EAI_AGAIN",
            "ENETUNREACH",
        ],
    ),
];

/// A command that runs in the root of the repository and finds [`places::programs`] first.
pub fn command(program: impl Into<PathBuf>) -> Result<Command> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([places::programs()?].into_iter().chain(env::split_paths(&inherited)))?;
    let mut command = Command::new(program.into());
    command.current_dir(places::root()).env("PATH", path);
    Ok(command)
}

/// [`command`] for the cargo that runs us.
pub fn cargo() -> Result<Command> {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A subcommand of cargo, for everything that doesn't run in browsers. It is always the whole of it, whatever is built:
/// a part would ask for other features of the crates that it shares with the rest, and so build them again.
pub fn native(subcommand: &str) -> Result<Command> {
    let mut cargo = cargo()?;
    cargo.args([subcommand, "--workspace", "--features", "aftercare-contract/openapi"]);
    cargo.args(places::IN_BROWSERS.into_iter().flat_map(|package| ["--exclude", package]));
    Ok(cargo)
}

/// Where a program of this name lies on the `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// Runs a command as one step of the work: shows `title`, the last line of its output while it runs, and how long it took.
///
/// # Errors
/// One sentence with the cause, after the end of the command's output.
pub fn step(title: &str, command: &mut Command) -> Result<()> {
    let started = Instant::now();
    let mut screen = io::stdout();
    let live = screen.is_terminal();
    if live {
        write!(screen, "  {title} …")?;
        screen.flush()?;
    } else {
        writeln!(screen, "  {title} …")?;
    }
    let mut tail = VecDeque::with_capacity(TAIL);
    let status = run(command, |line| {
        if live {
            let latest: String = line.trim().chars().take(60).collect();
            // A lost line on the screen is no reason to stop the work.
            let _ = write!(screen, "\r\x1b[K  {title} … {latest}").and_then(|()| screen.flush());
        }
        if tail.len() == TAIL {
            tail.pop_front();
        }
        tail.push_back(line.to_owned());
    })?;
    if live {
        write!(screen, "\r\x1b[K")?;
    }
    if status.success() {
        writeln!(screen, "✓ {title}, {}", Took(started.elapsed()))?;
        return Ok(());
    }
    let output = Vec::from(tail).join("\n");
    eprintln!("{output}");
    match cause(&output) {
        Some(cause) => bail!("{title} failed: {cause}"),
        None => bail!("{title} failed after {}, as told above", Took(started.elapsed())),
    }
}

/// Runs a command to its end and hands over every line of its output and errors as it comes.
pub fn run(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<ExitStatus> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{program} can't be started"))?;
    let (sender, lines) = mpsc::channel();
    let streams = [
        child.stdout.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
        child.stderr.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
    ];
    for stream in streams.into_iter().flatten() {
        let sender = sender.clone();
        thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                    return;
                }
            }
        });
    }
    drop(sender);
    for line in lines {
        on_line(&line);
    }
    Ok(child.wait()?)
}

/// What a command prints.
///
/// # Errors
/// It can't be started, or fails.
pub fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("{program} can't be started"))?;
    if !output.status.success() {
        bail!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn cause(output: &str) -> Option<&'static str> {
    CAUSES.iter().find(|(_, signs)| signs.iter().any(|sign| output.contains(sign))).map(|(cause, _)| *cause)
}

/// A duration as a person reads it.
pub struct Took(pub Duration);

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_secs() {
            0..60 => write!(f, "{:.1} s", self.0.as_secs_f64()),
            seconds => write!(f, "{} min {:02} s", seconds / 60, seconds % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_with_its_cause() {
        let failed = step("downloading", Command::new("sh").args(["-c", "echo Could not resolve host: x >&2; exit 1"]));
        assert_eq!(
            failed.unwrap_err().to_string(),
            "downloading failed: there is no network, and it has to be downloaded once"
        );
    }

    #[test]
    fn both_streams_are_handed_over() {
        let mut lines = Vec::new();
        let status = run(Command::new("sh").args(["-c", "echo out; echo err >&2"]), |line| lines.push(line.to_owned()));
        assert!(status.unwrap().success());
        lines.sort();
        assert_eq!(lines, ["err", "out"]);
    }

    #[test]
    fn durations_are_read_in_minutes_and_seconds() {
        assert_eq!(Took(Duration::from_millis(4250)).to_string(), "4.2 s");
        assert_eq!(Took(Duration::from_secs(125)).to_string(), "2 min 05 s");
    }
}
