//! Database and index in step: whatever happens to the folder, the log or the process, the index
//! ends up saying what the database says.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use khop::sync::check::{Difference, check};
use khop::sync::{IndexHandle, folder::Busy, log, reindex};
use khop::{Error, db};
use sea_orm::{ConnectionTrait as _, DbBackend};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Cast, TestApp, stranger_at};
use crate::suppliers::{die_caster, entered};

const LIST: &str = "/api/v1/suppliers";

fn folder(app: &TestApp) -> PathBuf {
    app.app.settings.index.directory.clone()
}

fn generation(app: &TestApp) -> PathBuf {
    khop::sync::folder::Folder::new(&folder(app)).current().unwrap()
}

/// Files of an index that hold documents or their index.
fn segment_files(generation: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(generation).unwrap().map(|entry| entry.unwrap().path());
    let is_segment = |path: &PathBuf| {
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
        ["store", "idx", "term", "fast", "pos", "fieldnorm"].contains(&end)
    };
    let mut files: Vec<_> = entries.filter(is_segment).collect();
    files.sort();
    files
}

async fn restart(app: &TestApp, harm: impl FnOnce()) {
    app.app.index.stop().await;
    harm();
    app.app.index.start(&app.app.db).await.unwrap();
    app.app.index.catch_up(&app.app.db).await.unwrap();
}

async fn is_right(app: &TestApp, suppliers: usize) {
    let report = check(&app.app.index, &app.app.db).await.unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!((report.indexed, report.published, report.pending), (suppliers, suppliers, 0));
    let list = app.stranger().get(&format!("{LIST}?process=die-casting")).await.expect(200);
    assert_eq!(list.body["total"], suppliers);
}

#[actix_web::test]
async fn a_folder_that_is_missing_or_damaged_is_made_anew() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    entered(&cast.sami, die_caster()).await;
    entered(&cast.suri, die_caster()).await;
    restart(&app, || fs::remove_dir_all(folder(&app)).unwrap()).await;
    is_right(&app, 2).await;
    restart(&app, || {
        fs::remove_dir_all(folder(&app)).unwrap();
        fs::create_dir(folder(&app)).unwrap();
    })
    .await;
    is_right(&app, 2).await;
    for (file, bytes) in [
        ("meta.json", &b"{ kh\xc3\xb4ng ph\xe1\xba\xa3i JSON"[..]),
        ("meta.json", b""),
        ("khop-version", b"0-0000000000000000"),
        ("../current", b"generation-999999"),
        ("../current", b"../../../../etc"),
        ("../current", b"\xff\xfe"),
    ] {
        restart(&app, || fs::write(generation(&app).join(file), bytes).unwrap()).await;
        is_right(&app, 2).await;
    }
}

#[actix_web::test]
async fn a_flipped_byte_a_cut_file_and_a_lost_file_are_noticed_in_every_file() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    entered(&cast.sami, die_caster()).await;
    let kinds = segment_files(&generation(&app)).len();
    assert!(kinds >= 4);
    for number in 0..kinds {
        for harm in [flip, cut, lose] {
            let before = generation(&app);
            restart(&app, || harm(&segment_files(&generation(&app))[number])).await;
            assert_ne!(generation(&app), before, "file {number} was not noticed");
            is_right(&app, 1).await;
        }
    }
}

fn flip(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    bytes[0] ^= 0x40;
    rewrite(file, &bytes);
}

fn cut(file: &Path) {
    let bytes = fs::read(file).unwrap();
    rewrite(file, &bytes[..bytes.len() / 2]);
}

fn lose(file: &Path) {
    fs::remove_file(file).unwrap();
}

/// Replaces a file as a whole: one that is mapped into memory must not shrink under its reader.
fn rewrite(file: &Path, bytes: &[u8]) {
    fs::remove_file(file).unwrap();
    fs::write(file, bytes).unwrap();
}

#[actix_web::test]
async fn a_sound_folder_is_opened_and_not_made_anew() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    entered(&cast.sami, die_caster()).await;
    let before = generation(&app);
    app.app.index.stop().await;
    cast.suri.post(LIST, die_caster()).await.expect(201);
    let report = check(&app.app.index, &app.app.db).await.unwrap();
    assert!(report.is_clean() && report.pending == 1, "{report:?}");
    app.app.index.start(&app.app.db).await.unwrap();
    app.app.index.catch_up(&app.app.db).await.unwrap();
    assert_eq!(generation(&app), before);
    is_right(&app, 2).await;
}

#[actix_web::test]
async fn a_folder_that_vanishes_under_the_running_service_comes_back() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    entered(&cast.sami, die_caster()).await;
    fs::remove_dir_all(generation(&app)).unwrap();
    cast.suri.post(LIST, die_caster()).await.expect(201);
    app.app.index.catch_up(&app.app.db).await.unwrap();
    is_right(&app, 2).await;
}

#[actix_web::test]
async fn a_second_process_is_refused_and_may_still_check() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    entered(&cast.sami, die_caster()).await;
    let second = Arc::new(IndexHandle::new(&app.app.settings).unwrap());
    for refused in [second.start(&app.app.db).await, reindex(&second, &app.app.db).await.map(drop)]
    {
        let Err(Error::Internal(source)) = refused else { panic!("a refusal was expected") };
        assert!(source.is::<Busy>(), "{source}");
        assert!(source.to_string().contains("in use by another process"));
    }
    assert!(check(&second, &app.app.db).await.unwrap().is_clean());
    app.app.index.stop().await;
    assert!(reindex(&second, &app.app.db).await.unwrap().is_clean());
    second.start(&app.app.db).await.unwrap();
    second.catch_up(&app.app.db).await.unwrap();
    second.stop().await;
}

#[actix_web::test]
async fn without_an_index_searches_say_so_and_writes_go_on() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    app.app.index.stop().await;
    let away = cast.egon.get(LIST).await.expect(503);
    assert_eq!(away.code(), "index_unavailable");
    assert!(away.header("retry-after").is_some());
    cast.egon.get("/readyz").await.expect(503);
    cast.sami.post(LIST, die_caster()).await.expect(201);
    app.app.index.start(&app.app.db).await.unwrap();
    app.app.index.catch_up(&app.app.db).await.unwrap();
    is_right(&app, 1).await;
}

#[actix_web::test]
async fn a_log_that_was_pruned_or_replaced_ends_in_a_new_index() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    entered(&cast.sami, die_caster()).await;
    app.app.index.stop().await;
    cast.suri.post(LIST, die_caster()).await.expect(201);
    let later = app.app.now() + chrono::TimeDelta::days(8);
    assert_eq!(log::prune(&app.app.db, later, log::KEEP).await.unwrap(), 2);
    restart(&app, || {}).await;
    is_right(&app, 2).await;
    // What a restored backup looks like: behind the index, then under another name.
    for change in ["update index_head set seq = 0", "update index_head set epoch = 'khác'"] {
        app.app.index.stop().await;
        app.app.db.execute_unprepared(change).await.unwrap();
        restart(&app, || {}).await;
        is_right(&app, 2).await;
    }
}

#[actix_web::test]
async fn reads_go_on_while_the_index_is_made_anew() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    entered(&cast.sami, die_caster()).await;
    app.app.db.execute_unprepared("update index_head set epoch = 'mới'").await.unwrap();
    app.app.index.wake();
    let mut reads = 0;
    while app.app.index.position().is_none_or(|at| at.epoch != "mới") {
        let list = cast.egon.get(&format!("{LIST}?process=die-casting")).await.expect(200);
        assert_eq!(list.body["total"], 1);
        reads += 1;
    }
    assert!(reads > 0);
    is_right(&app, 1).await;
}

#[actix_web::test]
async fn what_differs_is_named() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let stale = entered(&cast.sami, die_caster()).await;
    let extra = entered(&cast.suri, die_caster()).await;
    app.app.index.stop().await;
    // Behind the log's back.
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    for (change, path) in [("version = 9", &stale), ("status = 'draft'", &extra)] {
        let id = Uuid::parse_str(&id(path)).unwrap();
        let id = match app.app.db.get_database_backend() {
            DbBackend::Postgres => format!("'{id}'"),
            _ => format!("x'{}'", id.simple()),
        };
        let sql = format!("update supplier set {change} where id = {id}");
        app.app.db.execute_unprepared(&sql).await.unwrap();
    }
    let report = check(&app.app.index, &app.app.db).await.unwrap();
    assert_eq!(
        report.differences,
        [
            Difference::Stale { id: id(&stale), stored: 9, indexed: 1 },
            Difference::Extra { id: id(&extra), indexed: 1 },
        ]
    );
    fs::remove_dir_all(folder(&app)).unwrap();
    let report = check(&app.app.index, &app.app.db).await.unwrap();
    assert!(matches!(report.differences[..], [Difference::Unreadable { .. }]), "{report:?}");
    assert!(reindex(&app.app.index, &app.app.db).await.unwrap().is_clean());
}

#[actix_web::test]
async fn a_write_that_waits_in_vain_is_kept_all_the_same() {
    let app = TestApp::start().await;
    assert!(!app.app.index.wait_for(1, Duration::ZERO).await);
    let cast = Cast::of(&app).await;
    cast.sami.post(LIST, die_caster()).await.expect(201);
    app.app.index.catch_up(&app.app.db).await.unwrap();
    assert!(app.app.index.wait_for(1, Duration::ZERO).await);
}

/// Writers interleave between taking their number and committing; a follower polls all the while
/// and must see every change once, in the order of numbers.
#[actix_web::test]
async fn no_follower_misses_a_change_of_concurrent_writers() {
    const WRITERS: usize = 4;
    const CHANGES: usize = 25;
    let app = TestApp::start().await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let app = app.app.clone();
            tokio::task::spawn_local(async move {
                for change in 0..CHANGES {
                    db::write_tx(&app.db, async |txn| {
                        log::append(txn, &[Uuid::now_v7()], app.now()).await?;
                        // Time for others to overtake, if they could.
                        for _ in 0..(writer * 7 + change * 3) % 11 {
                            tokio::task::yield_now().await;
                        }
                        Ok(())
                    })
                    .await
                    .unwrap();
                }
            })
        })
        .collect();
    let mut seen = Vec::new();
    while seen.len() < WRITERS * CHANGES {
        let last = seen.last().copied().unwrap_or(0);
        seen.extend(log::after(&app.app.db, last, 7).await.unwrap().iter().map(|row| row.seq));
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let all: Vec<i64> = (1..).take(WRITERS * CHANGES).collect();
    assert_eq!(seen, all);
}

/// Why the log does not use a sequence of the database: on PostgreSQL the second transaction may
/// commit first, and a follower that reads "above the last" never sees the first.
#[actix_web::test]
async fn a_plain_sequence_would_lose_a_change() {
    let app = TestApp::start().await;
    let db = &app.app.db;
    if db.get_database_backend() != DbBackend::Postgres {
        // SQLite has one writer at a time: the numbers of a sequence are in commit order there.
        return;
    }
    db.execute_unprepared("create table naive (seq bigserial primary key)").await.unwrap();
    let last = async |above: i64| {
        let sql = format!("select coalesce(max(seq), 0) as seq from naive where seq > {above}");
        let row = db.query_one_raw(sea_orm::Statement::from_string(DbBackend::Postgres, sql)).await;
        row.unwrap().unwrap().try_get::<i64>("", "seq").unwrap()
    };
    let first = db::write_tx(db, async |txn| {
        txn.execute_unprepared("insert into naive default values").await?;
        db::write_tx(db, async |other| {
            other.execute_unprepared("insert into naive default values").await?;
            Ok(())
        })
        .await?;
        Ok(last(0).await)
    })
    .await
    .unwrap();
    assert_eq!(first, 2, "the second is seen first");
    assert_eq!(last(first).await, 0, "and the first never");
}

#[actix_web::test]
async fn a_restored_database_that_was_written_to_meanwhile_is_noticed() {
    let app = TestApp::start().await;
    if app.app.db.get_database_backend() != DbBackend::Sqlite {
        // A copy of a PostgreSQL database would be another one to drop; the log is the same.
        return;
    }
    let cast = Cast::of(&app).await;
    entered(&cast.sami, die_caster()).await;
    let copy = app.folder().join("restored.db");
    let backup = format!("vacuum into '{}'", copy.display());
    app.app.db.execute_unprepared(&backup).await.unwrap();
    // Lost with the machine, but in the index.
    entered(&cast.suri, die_caster()).await;
    app.app.index.stop().await;
    let restored = app
        .replica_with(|settings| {
            settings.database.url = format!("sqlite://{}", copy.display()).into();
        })
        .await;
    let door = stranger_at(&restored).await;
    let agnes = cast.agnes.at(&door);
    // As many changes as were lost: the numbers agree.
    agnes.post(LIST, json!({ "name": "Công ty Sau", "processes": ["mạ kẽm"] })).await.expect(201);
    let other = check(&restored.index, &restored.db).await.unwrap();
    assert_eq!(other.differences, [Difference::OtherLog]);
    let before = generation(&app);
    restored.index.start(&restored.db).await.unwrap();
    restored.index.catch_up(&restored.db).await.unwrap();
    assert_ne!(generation(&app), before, "it was not made anew");
    let report = check(&restored.index, &restored.db).await.unwrap();
    assert!(report.is_clean() && report.published == 2, "{report:?}");
    restored.index.stop().await;
    // What belongs to it is opened as it is.
    let before = generation(&app);
    restored.index.start(&restored.db).await.unwrap();
    restored.index.catch_up(&restored.db).await.unwrap();
    assert_eq!(generation(&app), before);
    restored.index.stop().await;
}
