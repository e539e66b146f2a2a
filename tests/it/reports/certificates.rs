//! Certificates gained: by their day of issue, or by the day they were first written down; neither
//! renewed ones nor those that a new profile brings along undated.

use chrono::Days;
use serde_json::{Value, json};

use super::{INDICATORS, of};
use crate::harness::{Cast, TestApp};
use crate::suppliers::{die_caster, entered};

#[actix_web::test]
async fn a_certificate_counts_on_its_day_or_when_it_was_first_written_down() {
    let app = TestApp::start().await;
    let cast = Cast::of(&app).await;
    let today = app.app.today();
    let ago = |days| today.checked_sub_days(Days::new(days)).unwrap().to_string();
    let mut profile = die_caster();
    profile["certifications"] = json!([
        "ISO 9001:2015",
        { "scheme": "ISO 14001", "valid_from": ago(20), "valid_until": "2099-01-01" },
        { "scheme": "ISO 45001", "valid_from": ago(900) },
    ]);
    let path = entered(&cast.sami, profile.clone()).await;
    let count = async || -> u64 {
        let query = format!("from={}&to={today}", ago(60));
        let report = cast.agnes.get(&format!("{INDICATORS}?{query}")).await.expect(200).body;
        let one = of(&report, "certificates_gained").clone();
        assert_eq!(one["unit"], "certificates");
        let cases = format!("{INDICATORS}/certificates_gained/cases?{query}");
        let cases = cast.agnes.get(&cases).await.expect(200).body;
        assert_eq!(json!(cases["items"].as_array().unwrap().len()), one["value"]);
        one["value"].as_u64().unwrap()
    };
    // The dated one of the period. The undated one may be old, the other is.
    assert_eq!(count().await, 1);
    let put = async |certificates: Value| {
        let mut changed = profile.clone();
        changed["certifications"] = certificates;
        cast.sami.if_match("*").put(&path, changed).await.expect(200);
    };
    let dated = json!({ "scheme": "ISO 14001", "valid_from": ago(20) });
    let old = json!({ "scheme": "ISO 45001", "valid_from": ago(900) });
    // Written into a profile that had been there without it; another edition is no other scheme, and
    // what is only prepared is not held.
    let prepared = json!({ "scheme": "IATF 16949", "state": "in_progress" });
    put(json!(["ISO 9001", dated, old, "ISO 13485", prepared])).await;
    assert_eq!(count().await, 2);
    // Renewed, as the history shows: not gained again. What was prepared is held now.
    let renewed = json!({ "scheme": "ISO 45001", "valid_from": ago(2) });
    put(json!(["ISO 9001", dated, renewed, "ISO 13485", "IATF 16949:2016"])).await;
    assert_eq!(count().await, 3);
    // Given up, they are nobody's.
    put(json!([])).await;
    assert_eq!(count().await, 0);
}
