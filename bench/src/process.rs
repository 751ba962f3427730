//! What processes have used, as Linux tells it.

use std::{fs, time::Duration};

use anyhow::{Context, Result};

/// Linux counts a process's time in ticks of this length, whatever the kernel's own timer does.
const TICK: Duration = Duration::from_millis(10);

/// Processor time of this process until now: worker and client, neither server nor agencies.
pub(crate) fn cpu_time() -> Result<Duration> {
    parse_cpu_time(&fs::read_to_string("/proc/self/stat")?).context("/proc/self/stat is not as expected")
}

/// A process group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group(u32);

impl Group {
    /// The group with this id.
    pub(crate) fn of(id: u32) -> Self {
        Self(id)
    }

    /// Processor time of its processes until now.
    pub(crate) fn cpu_time(self) -> Result<Duration> {
        let mut sum = Duration::ZERO;
        for entry in fs::read_dir("/proc")? {
            // Not every entry is a process, and one may have ended meanwhile.
            if let Ok(stat) = fs::read_to_string(entry?.path().join("stat"))
                && parse_group(&stat) == Some(self.0)
            {
                sum = sum.saturating_add(parse_cpu_time(&stat).unwrap_or_default());
            }
        }
        Ok(sum)
    }
}

/// The most memory that this process had in use at once, in bytes.
pub(crate) fn peak_memory() -> Result<u64> {
    parse_peak_memory(&fs::read_to_string("/proc/self/status")?).context("/proc/self/status is not as expected")
}

/// The fields from the third on. The second, a name in parentheses, may hold blanks.
fn fields_of(stat: &str) -> Option<impl Iterator<Item = &str>> {
    let (_, after_name) = stat.rsplit_once(')')?;
    Some(after_name.split_ascii_whitespace())
}

/// Field 5: the process group.
fn parse_group(stat: &str) -> Option<u32> {
    fields_of(stat)?.nth(2)?.parse().ok()
}

/// Fields 14 and 15: time in user mode and in the kernel.
fn parse_cpu_time(stat: &str) -> Option<Duration> {
    let mut fields = fields_of(stat)?.skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let kernel: u32 = fields.next()?.parse().ok()?;
    TICK.checked_mul(user.checked_add(kernel)?)
}

fn parse_peak_memory(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Risk: a name with blanks and parentheses shifts the fields, and a wrong figure looks right.
    #[test]
    fn fields_are_counted_from_behind_the_name() {
        let stat = "42 (a (b) c) S 1 77 77 0 -1 4194560 1 2 3 4 150 25 9 9 20 0 3 0 100";
        assert_eq!(parse_group(stat), Some(77));
        assert_eq!(parse_cpu_time(stat), Some(Duration::from_millis(1750)));
        assert_eq!(parse_peak_memory("VmPeak:\t  9 kB\nVmHWM:\t  2048 kB\n"), Some(2 * 1024 * 1024));
    }
}
