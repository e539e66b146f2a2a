//! Files and rows stay in step: over a restart, after an upload that was cut off, when a file is lost.

use std::fs;

use chrono::TimeDelta;
use khop::attachments::caretaker::{self, LITTER_AFTER};
use serde_json::Value;
use uuid::Uuid;

use super::{PDF, introduced, kept, listed, posted, sent};
use crate::harness::stranger_at;
use crate::introductions::id_of;

#[actix_web::test]
async fn another_process_finds_files_and_rows_as_they_were() {
    let deal = introduced().await;
    let file = kept(&deal.cast.berta, &deal.request, "introduced").await;
    let replica = deal.app.replica().await;
    caretaker::look(&replica, true).await.unwrap();
    let sami = deal.cast.sami.at(&stranger_at(&replica).await);
    assert_eq!(sami.get(&file).await.expect(200).bytes, PDF);
    assert_eq!(listed(&sami, &deal.request).await.len(), 1);
}

#[actix_web::test]
async fn files_without_a_row_are_swept_once_they_are_old() {
    let deal = introduced().await;
    let file = kept(&deal.cast.berta, &deal.request, "introduced").await;
    let folder = deal.app.folder().join("attachments");
    let (orphan, part) = (Uuid::new_v4().to_string(), format!("{}.part", Uuid::new_v4()));
    // A part of a file that is there now is litter too; what is not ours is let be.
    let again = format!("{}.part", id_of(&file));
    for name in [&orphan, &part, &again, "ghi chú.txt"] {
        fs::write(folder.join(name), "x").unwrap();
    }
    let there = || fs::read_dir(&folder).unwrap().count();
    caretaker::look(&deal.app.app, true).await.unwrap();
    assert_eq!(there(), 5, "an upload may be under way");
    deal.app.pass(LITTER_AFTER + TimeDelta::minutes(1));
    caretaker::look(&deal.app.app, false).await.unwrap();
    assert_eq!(there(), 5, "only a thorough look sweeps");
    caretaker::look(&deal.app.app, true).await.unwrap();
    assert_eq!(there(), 2);
    assert!(folder.join(id_of(&file)).exists() && folder.join("ghi chú.txt").exists());
}

#[actix_web::test]
async fn a_removed_file_is_gone_from_the_disk() {
    let deal = introduced().await;
    let file = kept(&deal.cast.berta, &deal.request, "introduced").await;
    let on_disk = deal.app.folder().join("attachments").join(id_of(&file));
    assert_eq!(fs::read(&on_disk).unwrap(), PDF);
    deal.cast.berta.delete(&file).await.expect(204);
    assert!(!on_disk.exists());
}

#[actix_web::test]
async fn a_lost_file_is_told_as_lost_to_those_who_may_know_of_it() {
    let deal = introduced().await;
    let file = kept(&deal.cast.berta, &deal.request, "introduced").await;
    let on_disk = deal.app.folder().join("attachments").join(id_of(&file));
    // Cut short, then gone: neither is handed out.
    fs::write(&on_disk, &PDF[..9]).unwrap();
    assert_eq!(deal.cast.sami.get(&file).await.expect(410).code(), "gone");
    fs::remove_file(&on_disk).unwrap();
    assert_eq!(deal.cast.berta.get(&file).await.expect(410).code(), "gone");
    deal.cast.suri.get(&file).await.expect(404);
    assert_eq!(listed(&deal.cast.berta, &deal.request).await[0]["downloads"]["count"], 0);
    // The buyer can clear it away.
    deal.cast.berta.delete(&file).await.expect(204);
}

#[cfg(unix)]
#[actix_web::test]
async fn nobody_else_on_the_machine_reads_the_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let deal = introduced().await;
    let file = kept(&deal.cast.berta, &deal.request, "introduced").await;
    let folder = deal.app.folder().join("attachments");
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(folder.clone()), mode(folder.join(id_of(&file)))), (0o700, 0o600));
}

#[actix_web::test]
async fn a_repeated_upload_keeps_one_file() {
    let deal = introduced().await;
    let client = deal.cast.berta.once("bản-vẽ-1".replace(|c: char| !c.is_ascii(), "x").as_str());
    let first = sent(&client, &deal.request, "a.pdf", PDF, "introduced").await.expect(201);
    let again = sent(&client, &deal.request, "a.pdf", PDF, "introduced").await.expect(201);
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("location"), again.header("location"));
    let other = sent(&client, &deal.request, "b.pdf", PDF, "introduced").await.expect(422);
    assert_eq!(other.faults(), [("Idempotency-Key", "idempotency_key_reused")]);
    // Fields that decide nothing about it: the same file in another stage is another request.
    let form = super::form("a.pdf", PDF, None, &[("stage", "teaser")]);
    posted(&client, &deal.request, form).await.expect(422);
    let ids: Vec<Value> = listed(&client, &deal.request).await;
    assert_eq!(ids.len(), 1);
    assert_eq!(fs::read_dir(deal.app.folder().join("attachments")).unwrap().count(), 1);
}
