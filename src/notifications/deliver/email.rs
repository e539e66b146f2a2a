//! One e-mail to one person: a notice, or the digest of a day.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{Leased, store, took};
use crate::app::App;
use crate::notifications::mail::letter::{self, Letter, Reader};
use crate::notifications::message;
use crate::notifications::settings::{self, EmailMode, MailSettings};
use crate::{Error, Result, db};

/// Sends leased deliveries of an account as one e-mail, puts them off to its digest, or drops them,
/// as the person wants it **now**.
pub(super) async fn send(app: &App, lease: Uuid, account: Uuid, leased: Vec<Leased>) -> Result<()> {
    let now = app.now();
    let ids: Vec<Uuid> = leased.iter().map(|(row, _)| row.id).collect();
    let person = store::person(&app.db, account, &leased).await?;
    let wants = settings::of_account(app, &app.db, account).await?;
    let Some(person) = person.filter(|_| app.notifications.mailer().sends()) else {
        return drop_all(app, lease, &ids, now).await;
    };
    let digest = leased.first().and_then(|(row, _)| row.digest_on);
    match (wants.email, digest) {
        (EmailMode::Never, _) => return drop_all(app, lease, &ids, now).await,
        (EmailMode::Daily, None) => {
            let (day, due) = next_digest(now, app.settings.notifications.digest_hour)?;
            return db::write_tx(&app.db, async |txn| {
                store::put_off(txn, lease, &ids, day, due).await
            })
            .await;
        }
        _ => {}
    }
    let letter = compose(app, account, &person, wants, &leased).await?;
    let outcome = app.notifications.mailer().send(&letter).await?;
    let attempt = store::Attempt { at: now, outcome, took_ms: took(app, now) };
    let ended = app.now();
    db::write_tx(&app.db, async |txn| {
        for (row, _) in &leased {
            store::record(txn, lease, row, &attempt, ended).await?;
        }
        Ok(())
    })
    .await
}

async fn drop_all(app: &App, lease: Uuid, ids: &[Uuid], now: DateTime<Utc>) -> Result<()> {
    db::write_tx(&app.db, async |txn| store::drop_all(txn, lease, ids, now).await).await
}

async fn compose(
    app: &App,
    account: Uuid,
    person: &store::Person,
    wants: MailSettings,
    leased: &[Leased],
) -> Result<Letter> {
    let mut messages = Vec::new();
    for (_, notice) in leased {
        let facts: Value = serde_json::from_str(&notice.facts).map_err(Error::internal)?;
        messages.push(message::render(wants.language, &notice.kind, &facts));
    }
    let first = leased.first().map(|(row, _)| row);
    let first = first.ok_or_else(|| Error::internal("an e-mail of nothing"))?;
    let id = match first.digest_on {
        Some(day) => format!("digest-{day}-{}", account.simple()),
        None => first.id.simple().to_string(),
    };
    let reader = Reader {
        to: &person.email,
        name: &person.name,
        language: wants.language,
        home: &app.settings.server.public_url,
        unsubscribe: settings::unsubscribe_link(app, account).await?,
    };
    Ok(letter::write(id, reader, &messages, first.digest_on))
}

/// Day and time of the next digest.
fn next_digest(now: DateTime<Utc>, hour: u32) -> Result<(NaiveDate, DateTime<Utc>)> {
    let wrong = || Error::internal("no next digest");
    let time = NaiveTime::from_hms_opt(hour, 0, 0).ok_or_else(wrong)?;
    let today = now.date_naive();
    let due = today.and_time(time).and_utc();
    if due > now {
        return Ok((today, due));
    }
    let tomorrow = today.checked_add_days(Days::new(1)).ok_or_else(wrong)?;
    Ok((tomorrow, tomorrow.and_time(time).and_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_digest_is_the_next_time_that_its_hour_strikes() {
        let next =
            |now: &str, hour| next_digest(now.parse().unwrap(), hour).unwrap().1.to_rfc3339();
        assert_eq!(next("2026-11-25T21:30:00Z", 0), "2026-11-26T00:00:00+00:00");
        assert_eq!(next("2026-11-26T00:00:00Z", 0), "2026-11-27T00:00:00+00:00");
        assert_eq!(next("2026-12-31T05:59:59Z", 6), "2026-12-31T06:00:00+00:00");
        assert_eq!(next("2026-12-31T06:00:01Z", 6), "2027-01-01T06:00:00+00:00");
    }
}
