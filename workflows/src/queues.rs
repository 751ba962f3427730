//! Where the engine puts the work of workflows, and how long it lets a step take.

/// The task queue of workflows and of everything that has no rate limit of its own.
pub const TASK_QUEUE: &str = "shaqyru";
/// The task queue of calls to the police.
pub const POLICE_QUEUE: &str = "shaqyru-police";
/// The task queue of calls to Berkut.
pub const BERKUT_QUEUE: &str = "shaqyru-berkut";
/// A step of a case takes milliseconds, and two seconds while something that it tells does not answer. The engine gives up a step
/// whose worker is lost after this, and not after its usual ten seconds, and lets another worker have it. (The SDK's core 0.10.1
/// also loses a step when a question comes while it runs local activities, as cases of before do.)
pub const TASK_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);
