//! What this process has used, as Linux tells it: worker and client, neither server nor agencies.

use std::{fs, time::Duration};

use anyhow::{Context, Result};

/// Linux counts a process's time in ticks of this length, whatever the kernel's own timer does.
const TICK: Duration = Duration::from_millis(10);

/// Processor time of all threads, until now.
pub(crate) fn cpu_time() -> Result<Duration> {
    parse_cpu_time(&fs::read_to_string("/proc/self/stat")?).context("/proc/self/stat is not as expected")
}

/// The most memory that was in use at once, in bytes.
pub(crate) fn peak_memory() -> Result<u64> {
    parse_peak_memory(&fs::read_to_string("/proc/self/status")?).context("/proc/self/status is not as expected")
}

/// Fields 14 and 15: time in user mode and in the kernel. The second field, a name in parentheses, may hold blanks.
fn parse_cpu_time(stat: &str) -> Option<Duration> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_ascii_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let kernel: u32 = fields.next()?.parse().ok()?;
    TICK.checked_mul(user.checked_add(kernel)?)
}

fn parse_peak_memory(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}
