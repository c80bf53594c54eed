//! Programs that a test starts: each in a process group of its own, which ends with the value.

use std::{
    fs::{self, File},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::wait;

/// A running program. Dropping it kills it with all that it has started.
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `command` with its output, both kinds, in the file `log`.
    pub fn start(command: &mut Command, log: &Path) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let output = File::create(log).unwrap_or_else(|error| panic!("can't write {}: {error}", log.display()));
        let errors = output.try_clone().expect("a file can be written by two");
        let child = command
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("can't start {name}: {error}"));
        Self { name, child, log: log.to_owned() }
    }

    /// Everything it has written so far.
    pub fn output(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Waits for a line of which `find` makes something. Panics if the program ends before.
    pub async fn wait_for<T>(&mut self, what: &str, find: impl Fn(&str) -> Option<T>) -> T {
        let found = self.wait_for_or_end(what, find).await;
        found.unwrap_or_else(|| panic!("{} ended early:\n{}", self.name, self.output()))
    }

    /// The same; `None` if the program ends before.
    pub async fn wait_for_or_end<T>(&mut self, what: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        let what = format!("{what} of {}", self.name);
        // A backend fills its database first.
        wait::until(&what, Duration::from_mins(3), async || {
            let ended = self.child.try_wait().expect("a child can be asked").is_some();
            let output = self.output();
            // A line without its end may still be growing.
            let complete = output.rsplit_once('\n').map_or("", |(complete, _)| complete);
            let found = complete.lines().find_map(&find);
            if found.is_some() || ended { Ok(found) } else { Err(format!("it wrote:\n{output}")) }
        })
        .await
    }

    /// Asks it to end (SIGTERM) and waits until it has.
    pub async fn stop(mut self) {
        kill_process(self.pid(), Signal::TERM).expect("a child can be signalled");
        wait::until(&format!("end of {}", self.name), wait::PATIENCE, async || {
            self.child.try_wait().expect("a child can be asked").ok_or_else(|| self.output())
        })
        .await;
    }

    /// The most memory that it has had at once, in bytes; as Linux tells it.
    pub fn peak_memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(peak.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? * 1024)
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Also after its end: what it has started may still be there. An empty group is no error worth telling.
        let _ = kill_process_group(self.pid(), Signal::KILL);
        let _ = self.child.wait();
    }
}
