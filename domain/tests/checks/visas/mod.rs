//! Risk: a visa is issued, extended, restored, annulled or shortened that the Rules do not allow, or one is denied that they allow, or what is
//! said of it names the wrong paragraph; or what the register knows is not held against what somebody tells.

pub mod change;
pub mod confirmation;
pub mod entries;
pub mod examples;
pub mod extension;
pub mod extension_window;
pub mod family;
pub mod instruction;
pub mod interview;
pub mod inviter;
pub mod leaving;
pub mod records;
pub mod residence;
pub mod restoration;
pub mod row;
pub mod standing;

use shaqyru_domain::checks::finding::FindingCode;

/// Every finding of every row.
pub fn found() -> Vec<FindingCode> {
    let rows = [
        change::rows(),
        confirmation::rows(),
        entries::rows(),
        extension::rows(),
        extension_window::rows(),
        family::rows(),
        instruction::rows(),
        interview::rows(),
        inviter::rows(),
        leaving::rows(),
        records::rows(),
        residence::rows(),
        restoration::rows(),
        standing::rows(),
    ];
    rows.concat().iter().flat_map(row::Row::codes).collect()
}
