//! Any order of events makes legal steps only, by the machine alone and through the door.

use khop::introductions::stage::{STEPS, Skip, State, step_of};
use khop::introductions::{Confirmation, EventKind, Reason, Side, Stage, Standing};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::Deal;

fn kinds() -> impl Strategy<Value = EventKind> {
    proptest::sample::select(EventKind::ALL)
}

fn sides() -> impl Strategy<Value = Side> {
    proptest::sample::select(Side::ALL)
}

/// What holds of every state that can be reached.
fn sound(before: &State, event: EventKind, side: Side, after: &State) {
    let stepped = after.stage != before.stage;
    assert!(after.stage >= before.stage, "a deal does not go back: {before:?} {event:?}");
    if stepped {
        let between = STEPS.iter().filter(|s| s.stage > before.stage && s.stage < after.stage);
        for step in between {
            let skipped = match step.skip {
                Skip::Never => false,
                Skip::Freely => true,
                Skip::UnlessAsked => !before.asks_confidentiality,
            };
            assert!(skipped, "{:?} was passed by", step.stage);
        }
        let by = step_of(after.stage).by;
        assert!(by.contains(&side), "{side:?} may not lead to {:?}", after.stage);
    }
    let consents = after.consents;
    if after.stage >= Stage::Introduced {
        assert!(consents.buyer && consents.supplier && (consents.agency || !after.brokered));
    }
    if after.stage >= Stage::Confidential && after.asks_confidentiality {
        assert!(after.agreed.buyer && after.agreed.supplier);
    }
    assert_eq!(after.confirmation.is_some(), step_of(after.stage).outcome);
    assert_eq!(after.owner().is_some(), after.standing == Standing::Running);
    if event == EventKind::Confirm {
        assert_eq!(after.confirmation, Some(Confirmation::Both));
        assert_eq!(before.confirmer(), Some(side), "nobody confirms itself");
    }
    // Somebody can always do something, as long as it runs.
    if after.standing == Standing::Running {
        assert!(!after.legal(Side::Buyer).is_empty() && !after.legal(Side::Supplier).is_empty());
        assert!(after.after(after.end_of_silence(), Side::Service).is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_machine_makes_legal_steps_only(
        by_agency in any::<bool>(),
        brokered in any::<bool>(),
        asks in any::<bool>(),
        events in prop::collection::vec((kinds(), sides(), any::<bool>()), 0..120),
    ) {
        let first = if by_agency { Side::Agency } else { Side::Buyer };
        let mut state = State::proposed(first, brokered || by_agency, asks);
        for (event, side, pauses) in events {
            let legal = state.legal(side).contains(&event);
            let after = state.after(event, side);
            prop_assert_eq!(legal, after.is_some());
            let Some(mut after) = after else { continue };
            if event == EventKind::End {
                after.reason = Some(if pauses { Reason::Paused } else { Reason::Finance });
            }
            sound(&state, event, side, &after);
            state = after;
        }
    }
}

/// The same through the door: what is answered with 200 was legal, the rest changed nothing.
#[actix_web::test]
async fn the_door_makes_legal_steps_only() {
    let mut random = proptest::test_runner::TestRunner::deterministic();
    let pick = |runner: &mut proptest::test_runner::TestRunner, most: usize| {
        use proptest::strategy::ValueTree as _;
        (0..most).new_tree(runner).unwrap().current()
    };
    let names = [
        "consent",
        "agree_confidentiality",
        "request_quotation",
        "quote",
        "meet",
        "miss_meeting",
        "audit",
        "sample",
        "approve",
        "order_trial",
        "start_mass_production",
        "repeat",
        "confirm",
        "end",
        "resume",
    ];
    let deal = Deal::start(json!({}), json!({ "ask_confidentiality": true })).await;
    let clients = [&deal.cast.berta, &deal.cast.sami];
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..120 {
        let client = clients[pick(&mut random, 2)];
        let before = deal.seen(client).await;
        // Exits come seldom, so that deals get somewhere.
        let mut kind = names[pick(&mut random, names.len())];
        if kind == "end" && pick(&mut random, 8) > 0 {
            kind = "meet";
        }
        let legal = before["next"].as_array().unwrap().contains(&json!(kind));
        let answer = match kind {
            "quote" => deal.quote(client).await,
            "miss_meeting" => {
                deal.report(client, json!({ "kind": kind, "missed_by": "supplier" })).await
            }
            "end" => deal.report(client, json!({ "kind": kind, "reason": "paused" })).await,
            _ => deal.report(client, json!({ "kind": kind })).await,
        };
        let after = deal.seen(client).await;
        let stage = |seen: &Value| Stage::parse(seen["stage"].as_str().unwrap()).unwrap();
        if legal {
            taken += 1;
            assert!(answer.status.is_success(), "{kind}: {}", answer.text);
            assert!(stage(&after) >= stage(&before));
            assert_eq!(after["version"], json!(before["version"].as_i64().unwrap() + 1));
        } else {
            refused += 1;
            assert_eq!(answer.expect(409).code(), "illegal_step");
            assert_eq!(after, before);
        }
    }
    assert!(taken > 15 && refused > 15, "{taken} taken, {refused} refused");
}
