//! What people are to be told of cases by mail and webhook, and what they have been told: at least once, in order per case.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shaqyru_domain::{
    case::number::{CaseNumber, digest},
    law::{
        clock_kind::{ClockKind, Window},
        ladder::Audience,
    },
    problem::Code,
    text::OfficeCode,
    time::instant::Instant,
};
use sqlx::{AnyConnection, any::AnyRow};

use crate::{
    column::{self, get, get_optional, number},
    error::RegisterError,
    schema::Register,
};

/// What people are told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Matter {
    /// A rung of a clock's ladder.
    Escalation,
    /// A step of a case is stopped.
    Incident,
}

/// How people are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// By mail.
    Mail,
    /// By webhook.
    Webhook,
}

impl Channel {
    const fn column(self) -> &'static str {
        match self {
            Self::Mail => "mailed_at",
            Self::Webhook => "called_at",
        }
    }
}

/// What people have not been told yet. No personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// Its place in the order of recording.
    pub entry: i64,
    /// The same id, the same word.
    pub id: String,
    /// Which case.
    pub case: CaseNumber,
    /// The office that has it now.
    pub office: OfficeCode,
    /// When it was to be told.
    pub at: Instant,
    /// What.
    pub word: Word,
}

/// What people are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "matter", rename_all = "lowercase")]
pub enum Word {
    /// A rung of a clock's ladder.
    Escalation {
        /// Which clock.
        clock: ClockKind,
        /// Which of its windows.
        window: Option<Window>,
        /// Which rung.
        rung: String,
        /// For whom.
        audience: Audience,
        /// When the clock is or was due; unknown if the case counts otherwise by now.
        due: Option<Instant>,
    },
    /// A step of the case is stopped.
    Incident {
        /// By what.
        code: Code,
        /// Which step.
        step: String,
    },
}

/// People are to be told of the escalations that come after so many.
pub(crate) async fn wait_for_escalations(connection: &mut AnyConnection, case: &CaseNumber, known: usize) -> Result<(), RegisterError> {
    let sql = "INSERT INTO people (number, matter, place) SELECT number, 'escalation', place FROM escalations \
               WHERE number = $1 AND place > $2 ORDER BY place";
    let known = i64::try_from(known).unwrap_or(i64::MAX);
    sqlx::query(sql).bind(case.to_string()).bind(known).execute(connection).await?;
    Ok(())
}

/// People are to be told of an incident; the first time counts.
pub(crate) async fn wait_for_incident(connection: &mut AnyConnection, case: &CaseNumber, place: i64) -> Result<(), RegisterError> {
    let sql = "INSERT INTO people (number, matter, place) VALUES ($1, 'incident', $2) ON CONFLICT (number, matter, place) DO NOTHING";
    sqlx::query(sql).bind(case.to_string()).bind(place).execute(connection).await?;
    Ok(())
}

const UNTOLD: &str = "SELECT p.entry, p.matter, p.place, p.number, c.office, \
     COALESCE(e.at, i.at) AS at, e.clock, e.clock_window, e.rung, e.audience, i.code, i.step, \
     (SELECT MAX(k.due) FROM clocks k WHERE k.number = p.number AND k.clock = e.clock \
      AND COALESCE(k.clock_window, '') = COALESCE(e.clock_window, '')) AS due \
     FROM people p JOIN cases c ON c.number = p.number \
     LEFT JOIN escalations e ON p.matter = 'escalation' AND e.number = p.number AND e.place = p.place \
     LEFT JOIN incidents i ON p.matter = 'incident' AND i.number = p.number AND i.place = p.place";

impl Register {
    /// What people have not been told on a channel yet, after an entry, in the order of recording.
    pub async fn untold(&self, channel: Channel, after: i64, limit: u16) -> Result<Vec<Untold>, RegisterError> {
        let sql = format!("{UNTOLD} WHERE p.{} IS NULL AND p.entry > $1 ORDER BY p.entry LIMIT {limit}", channel.column());
        sqlx::query(&sql).bind(after).fetch_all(&self.pool).await?.iter().map(untold).collect()
    }

    /// Takes a channel for oneself until an instant, or goes on holding it (`held` says until when one holds it); whether that was
    /// possible. Two who tell the same people at once would tell them twice.
    pub async fn hold(&self, channel: Channel, held: Option<Instant>, now: Instant, until: Instant) -> Result<bool, RegisterError> {
        let sql = "UPDATE people_rounds SET held_until = $1 WHERE channel = $2 AND (held_until < $3 OR held_until = $4)";
        let query = sqlx::query(sql)
            .bind(column::instant(until))
            .bind(channel.column())
            .bind(column::instant(now))
            .bind(held.map(column::instant).unwrap_or_default());
        Ok(self.change(query).await? == 1)
    }

    /// Records that people were told; the first time counts.
    pub async fn mark_told(&self, channel: Channel, entry: i64, at: Instant) -> Result<(), RegisterError> {
        let column = channel.column();
        let sql = format!("UPDATE people SET {column} = $1 WHERE entry = $2 AND {column} IS NULL");
        self.change(sqlx::query(&sql).bind(column::instant(at)).bind(entry)).await.map(drop)
    }

    /// Which of several receivers have a letter already, while others still wait for it.
    pub async fn who_has_letter<'a>(
        &self,
        channel: Channel,
        letter: &str,
        receivers: impl Iterator<Item = &'a str>,
    ) -> Result<BTreeSet<&'a str>, RegisterError> {
        let sql = "SELECT receiver FROM letters_taken WHERE channel = $1 AND letter = $2";
        let rows = sqlx::query(sql).bind(channel.column()).bind(letter.to_owned()).fetch_all(&self.pool).await?;
        let taken: BTreeSet<String> = rows.iter().map(|row| get(row, "receiver")).collect::<Result<_, _>>()?;
        Ok(if taken.is_empty() { BTreeSet::new() } else { receivers.filter(|receiver| taken.contains(&known_as(receiver))).collect() })
    }

    /// Records that one of several receivers needs a letter no more.
    pub async fn mark_taken(&self, channel: Channel, letter: &str, receiver: &str) -> Result<(), RegisterError> {
        let sql =
            "INSERT INTO letters_taken (channel, letter, receiver) VALUES ($1, $2, $3) ON CONFLICT (channel, letter, receiver) DO NOTHING";
        let query = sqlx::query(sql).bind(channel.column()).bind(letter.to_owned()).bind(known_as(receiver));
        self.change(query).await.map(drop)
    }

    /// Nobody waits for a letter any more: who had it before the others is of no interest.
    pub async fn forget_letter(&self, channel: Channel, letter: &str) -> Result<(), RegisterError> {
        let sql = "DELETE FROM letters_taken WHERE channel = $1 AND letter = $2";
        self.change(sqlx::query(sql).bind(channel.column()).bind(letter.to_owned())).await.map(drop)
    }

    /// The instant of the oldest escalation or incident that people have not been told of on some channel.
    pub async fn oldest_untold(&self) -> Result<Option<Instant>, RegisterError> {
        let sql = "SELECT MIN(COALESCE(e.at, i.at)) AS oldest FROM people p \
                   LEFT JOIN escalations e ON p.matter = 'escalation' AND e.number = p.number AND e.place = p.place \
                   LEFT JOIN incidents i ON p.matter = 'incident' AND i.number = p.number AND i.place = p.place \
                   WHERE p.mailed_at IS NULL OR p.called_at IS NULL";
        get_optional(&sqlx::query(sql).fetch_one(&self.pool).await?, "oldest")
    }
}

/// A receiver is told from others by this, and no address stands in the register.
fn known_as(receiver: &str) -> String {
    digest(receiver.as_bytes())
}

fn untold(row: &AnyRow) -> Result<Untold, RegisterError> {
    let matter: Matter = get(row, "matter")?;
    let case: CaseNumber = get(row, "number")?;
    let place: i64 = number(row, "place")?;
    let word = match matter {
        Matter::Escalation => Word::Escalation {
            clock: get(row, "clock")?,
            window: get_optional(row, "clock_window")?,
            rung: get(row, "rung")?,
            audience: get(row, "audience")?,
            due: get_optional(row, "due")?,
        },
        Matter::Incident => Word::Incident { code: get(row, "code")?, step: get(row, "step")? },
    };
    Ok(Untold {
        entry: number(row, "entry")?,
        id: format!("{case}/people/{}/{place}", column::text(&matter)),
        office: get(row, "office")?,
        at: get(row, "at")?,
        case,
        word,
    })
}
