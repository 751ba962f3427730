//! One case for one person, category and office, and one for the end of a visa: who is about to open one says so first, under a key that only
//! one can hold.
//!
//! A case comes on record a moment after it was opened. Whoever looks for open cases only, and then opens one, may do so at the same moment
//! as another. A reservation is taken before a case is opened, and goes when the case ends.

use shaqyru_domain::{
    case::number::CaseNumber,
    law::rulebook::INVITATION,
    text::{OfficeCode, Text},
    time::instant::Instant,
    writing::passport_key,
};
use sqlx::{Any, AnyConnection, any::AnyArguments, query::Query};

use crate::{
    column::{self, get, get_optional, number},
    error::RegisterError,
    family::as_written,
    schema::Register,
    transaction::Transaction,
};

/// A case that somebody is about to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its number.
    pub case: CaseNumber,
    /// Of what there is to be one case.
    pub subject: Subject,
}

/// Of what there is to be one open case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Somebody who asks an office for something.
    Person {
        /// The public service.
        service: &'static str,
        /// The number of the passport; what looks the same is the same.
        passport_number: Text,
        /// Visa category.
        category: String,
        /// The office that the case will be with.
        office: OfficeCode,
    },
    /// A visa that ends with the case, whoever asks for that.
    Visa {
        /// Its number.
        number: Text,
    },
}

/// Whether cases may be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// All of them: nobody else can claim them now.
    All,
    /// None, because of another case.
    Taken {
        /// The place of the claim that is taken.
        index: usize,
        /// By which case.
        by: CaseNumber,
        /// Since when it is about to be opened; none if it is on record as open.
        since: Option<Instant>,
    },
}

/// The task by which keys of before are made as they are made now.
const NEW_KEYS: &str = "passport_key/3";

/// What a row of reservations is about, in the order of its key. The first column is called `citizenship`, for it told one from another once; now
/// it holds what kind of claim it is, and nothing of an invitation, as before there was another kind.
struct Key {
    kind: &'static str,
    subject: String,
    category: String,
    office: String,
}

impl Register {
    /// Claims the cases of one application: all, or none. The same application claims the same again.
    pub async fn claim(&self, claims: &[Claim], now: Instant) -> Result<Claimed, RegisterError> {
        let mut ordered: Vec<_> = claims.iter().enumerate().map(|(index, claim)| (claim.subject.key(), index, claim)).collect();
        // All take their rows in one order: nobody waits for one who waits for him.
        ordered.sort_by(|(one, _, _), (other, _, _)| (one.kind, &one.subject).cmp(&(other.kind, &other.subject)));
        let mut transaction = self.writing().await?;
        for (key, index, claim) in ordered {
            if let Some((by, since)) = claim.take(&mut transaction, &key, now).await? {
                transaction.rollback().await?;
                return Ok(Claimed::Taken { index, by, since });
            }
        }
        transaction.commit().await?;
        Ok(Claimed::All)
    }

    /// Gives a claim back of which no case came, if it is still the one of that instant.
    pub async fn give_back(&self, case: &CaseNumber, since: Instant) -> Result<(), RegisterError> {
        let sql = "DELETE FROM reservations WHERE number = $1 AND reserved_at = $2";
        self.change(sqlx::query(sql).bind(case.to_string()).bind(column::instant(since))).await.map(drop)
    }

    /// Passports of before are found by the key that is made of them now. Done once.
    pub(crate) async fn compare_passports_anew(&self) -> Result<(), RegisterError> {
        let done = sqlx::query("SELECT task FROM upkeep WHERE task = $1").bind(NEW_KEYS).fetch_optional(&self.pool).await?;
        if done.is_some() {
            return Ok(());
        }
        let mut transaction = self.writing().await?;
        // All others are what they were.
        let changed = format!("{} OR passport_key LIKE '%O%' OR passport_key LIKE '%I%'", self.beyond_ascii("passport_key"));
        let sql = format!("SELECT number, passport_number, passport_key FROM cases WHERE {changed}");
        for row in sqlx::query(&sql).fetch_all(&mut *transaction).await? {
            let key = passport_key(&get::<String>(&row, "passport_number")?);
            let query = sqlx::query("UPDATE cases SET passport_key = $2 WHERE number = $1").bind(get::<String>(&row, "number")?).bind(key);
            query.execute(&mut *transaction).await?;
        }
        let noted = sqlx::query("INSERT INTO upkeep (task) VALUES ($1) ON CONFLICT (task) DO NOTHING").bind(NEW_KEYS);
        noted.execute(&mut *transaction).await?;
        transaction.commit().await
    }
}

impl Subject {
    fn key(&self) -> Key {
        match self {
            Self::Person { service, passport_number, category, office } => Key {
                kind: if *service == INVITATION { "" } else { service },
                subject: passport_key(passport_number.as_str()),
                category: category.clone(),
                office: office.to_string(),
            },
            Self::Visa { number } => {
                Key { kind: "end_of_visa", subject: as_written(number), category: String::new(), office: String::new() }
            }
        }
    }
}

impl Claim {
    /// Whether it is about the same request: an application may name somebody twice.
    fn is_sibling(&self, other: &CaseNumber) -> bool {
        self.case.sibling(0) == other.sibling(0)
    }

    /// Who has it instead.
    async fn take(
        &self,
        transaction: &mut Transaction,
        key: &Key,
        now: Instant,
    ) -> Result<Option<(CaseNumber, Option<Instant>)>, RegisterError> {
        // The reservation first: from here on nobody else gets past it until this transaction ends.
        let sql = "INSERT INTO reservations (citizenship, passport_key, category, office, number, reserved_at) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (citizenship, passport_key, category, office) DO UPDATE \
                   SET number = reservations.number \
                   RETURNING number, reserved_at, (SELECT status FROM cases WHERE cases.number = reservations.number) AS status";
        let row = self.bind(sql, key, now).fetch_one(&mut **transaction).await?;
        if let Some(open) = self.open_case(transaction, key).await? {
            return Ok(Some((open, None)));
        }
        let holder: CaseNumber = get(&row, "number")?;
        let is_on_record = get_optional::<String>(&row, "status")?.is_some();
        if !is_on_record && !self.is_sibling(&holder) {
            return Ok(Some((holder, Some(get(&row, "reserved_at")?))));
        }
        // It is ours, or of a case that has ended or went elsewhere.
        let sql = "UPDATE reservations SET number = $5, reserved_at = $6 \
                   WHERE citizenship = $1 AND passport_key = $2 AND category = $3 AND office = $4";
        self.bind(sql, key, now).execute(&mut **transaction).await?;
        Ok(None)
    }

    fn bind<'q>(&self, sql: &'q str, key: &Key, now: Instant) -> Query<'q, Any, AnyArguments<'q>> {
        sqlx::query(sql)
            .bind(key.kind)
            .bind(key.subject.clone())
            .bind(key.category.clone())
            .bind(key.office.clone())
            .bind(self.case.to_string())
            .bind(column::instant(now))
    }

    /// The oldest open case of the same subject that is of another request, unless this one is on record too.
    async fn open_case(&self, connection: &mut AnyConnection, key: &Key) -> Result<Option<CaseNumber>, RegisterError> {
        const KNOWN: &str = "SELECT cases.number, (SELECT COUNT(*) FROM cases WHERE number = $1) AS known FROM cases";
        let (sql, query);
        match &self.subject {
            Subject::Person { service, .. } => {
                sql = format!(
                    "{KNOWN} WHERE passport_key = $2 AND category = $3 AND office = $4 AND service = $5 AND status = 'open' \
                     ORDER BY filed_at, number"
                );
                query = sqlx::query(&sql)
                    .bind(self.case.to_string())
                    .bind(key.subject.clone())
                    .bind(key.category.clone())
                    .bind(key.office.clone())
                    .bind(*service);
            }
            Subject::Visa { .. } => {
                sql = format!(
                    "{KNOWN} JOIN filings ON filings.number = cases.number WHERE ends = $2 AND status = 'open' \
                     ORDER BY filed_at, cases.number"
                );
                query = sqlx::query(&sql).bind(self.case.to_string()).bind(key.subject.clone());
            }
        }
        for row in query.fetch_all(connection).await? {
            let open: CaseNumber = get(&row, "number")?;
            if number::<u64>(&row, "known")? == 0 && !self.is_sibling(&open) {
                return Ok(Some(open));
            }
        }
        Ok(None)
    }
}
