//! Transactions that end as they say.
//!
//! The database's driver counts how deep a connection is in transactions, and counts wrongly when a commit fails and the database has
//! rolled back by itself, as SQLite does when its disk is full. The connection would go back to the pool, and what is "committed" on it
//! from then on would be a savepoint that nobody ever writes. So nothing is counted here: a connection whose transaction did not end
//! in so many words is closed, and the database forgets what was begun on it.

use std::ops::{Deref, DerefMut};

use sqlx::{Any, AnyConnection, AnyPool, Executor, pool::PoolConnection};

use crate::error::RegisterError;

/// A transaction on a connection of its own. Dropped before it ends, it changes nothing, and its connection is closed.
pub(crate) struct Transaction {
    connection: PoolConnection<Any>,
    ended: bool,
}

impl Transaction {
    pub(crate) async fn begin(pool: &AnyPool, begin: &'static str) -> Result<Self, RegisterError> {
        let mut transaction = Self { connection: pool.acquire().await?, ended: false };
        transaction.connection.execute(begin).await?;
        Ok(transaction)
    }

    /// What was written is on the disk if this succeeds, and nowhere if it does not.
    pub(crate) async fn commit(mut self) -> Result<(), RegisterError> {
        self.connection.execute("COMMIT").await?;
        self.ended = true;
        Ok(())
    }

    /// Ends it without a change.
    pub(crate) async fn rollback(mut self) -> Result<(), RegisterError> {
        self.connection.execute("ROLLBACK").await?;
        self.ended = true;
        Ok(())
    }
}

impl Deref for Transaction {
    type Target = AnyConnection;
    fn deref(&self) -> &AnyConnection {
        &self.connection
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if !self.ended {
            self.connection.close_on_drop();
        }
    }
}
