//! The words of introductions: stages, events, sides, reasons, each with its stable code. The code
//! is what the database, the interface and the diagram say.

use crate::coded::coded;

coded! {
    /// Who takes part.
    Side {
        /// The organisation whose request it is.
        Buyer = "buyer",
        /// The organisation that holds the profile.
        Supplier = "supplier",
        /// The agency that brokers.
        Agency = "agency",
        /// The service itself: reminders and lapses.
        Service = "service",
    }
}

coded! {
    /// How far a deal has come. Order is the order of a deal.
    Stage {
        /// Proposed; who has to agree has not yet.
        Proposed = "proposed",
        /// Everybody agreed: contacts are shown to both.
        Introduced = "introduced",
        /// Both agreed to confidentiality.
        Confidential = "confidential",
        /// The buyer asked for a quotation.
        Requested = "requested",
        /// The supplier quoted.
        Quoted = "quoted",
        /// They met, or the buyer visited the plant.
        Met = "met",
        /// The supplier passed the audit.
        Audited = "audited",
        /// A sample was delivered.
        Sampled = "sampled",
        /// The part is approved, the supplier is on the buyer's list.
        Approved = "approved",
        /// A trial order was placed.
        TrialOrder = "trial_order",
        /// Mass production runs.
        MassProduction = "mass_production",
        /// Orders repeat after six months.
        RepeatHalfYear = "repeat_half_year",
        /// Orders repeat after twelve months.
        RepeatYear = "repeat_year",
    }
}

coded! {
    /// Whether an introduction goes on.
    Standing {
        /// Somebody owes the next step.
        Running = "running",
        /// Somebody ended it, with a reason.
        Ended = "ended",
        /// Nobody did what was due.
        Lapsed = "lapsed",
        /// Came as far as introductions are followed.
        Completed = "completed",
    }
}

coded! {
    /// What happens to an introduction.
    EventKind {
        /// Proposed by the buyer or an agency, who thereby agrees.
        Propose = "propose",
        /// A side agrees to be introduced.
        Consent = "consent",
        /// A side agrees to confidentiality.
        AgreeConfidentiality = "agree_confidentiality",
        /// The buyer asks for a quotation.
        RequestQuotation = "request_quotation",
        /// The supplier quotes, or revises its quote.
        Quote = "quote",
        /// Both meet, or the buyer visits the plant.
        Meet = "meet",
        /// A meeting was agreed, and a side did not come.
        MissMeeting = "miss_meeting",
        /// The supplier passes an audit.
        Audit = "audit",
        /// A sample is delivered.
        Sample = "sample",
        /// The part is approved.
        Approve = "approve",
        /// A trial order is placed.
        OrderTrial = "order_trial",
        /// Mass production starts.
        StartMassProduction = "start_mass_production",
        /// Orders repeat.
        Repeat = "repeat",
        /// The other side confirms the outcome that was reported.
        Confirm = "confirm",
        /// A side ends it, with a reason.
        End = "end",
        /// What was paused or lapsed goes on where it stood.
        Resume = "resume",
        /// The owner of the next step is reminded.
        Remind = "remind",
        /// It is overdue: the agency, or else the other side, is told.
        Escalate = "escalate",
        /// Nobody did what was due, so it ends.
        Lapse = "lapse",
        /// Nobody reports more of a deal that succeeded, so it is complete.
        Close = "close",
        /// Nobody confirmed the outcome, so it stays one side's word.
        LeaveOneSided = "leave_one_sided",
    }
}

coded! {
    /// Whose word an outcome is.
    Confirmation {
        /// The supplier reported it; the buyer has not confirmed.
        AwaitsBuyer = "awaits_buyer",
        /// The buyer reported it; the supplier has not confirmed.
        AwaitsSupplier = "awaits_supplier",
        /// Both say so.
        Both = "both",
        /// One side says so, and the other never did.
        OneSided = "one_sided",
    }
}

coded! {
    /// Why an introduction ended.
    Reason {
        /// The other side does not answer.
        NoReply = "no_reply",
        /// The supplier cannot do what `field` names.
        DeclinedCapability = "declined_capability",
        /// The supplier has no free capacity.
        DeclinedCapacity = "declined_capacity",
        /// The prices are `gap` apart.
        Price = "price",
        /// A certificate is missing; `field` names it.
        CertMissing = "cert_missing",
        /// The audit was failed with `score`.
        AuditFailed = "audit_failed",
        /// The buyer gave the purchase up.
        BuyerCancelled = "buyer_cancelled",
        /// The part was designed anew.
        DesignChange = "design_change",
        /// One side cannot deal with the other.
        ConflictOfInterest = "conflict_of_interest",
        /// They are in touch already.
        DuplicateContact = "duplicate_contact",
        /// The supplier is too far away.
        OutOfArea = "out_of_area",
        /// The buyer stays with its present supplier.
        LostToIncumbent = "lost_to_incumbent",
        /// The supplier trades and does not make.
        TraderNotMaker = "trader_not_maker",
        /// Credit, payment or means.
        Finance = "finance",
        /// Put off; it may be resumed.
        Paused = "paused",
    }
}

coded! {
    /// How far the price asked lies above the price sought.
    Gap {
        /// Up to 5 %.
        UpToFive = "up_to_five",
        /// Above 5 up to 10 %.
        FiveToTen = "five_to_ten",
        /// Above 10 up to 20 %.
        TenToTwenty = "ten_to_twenty",
        /// Above 20 up to 50 %.
        TwentyToFifty = "twenty_to_fifty",
        /// Above 50 %.
        AboveFifty = "above_fifty",
    }
}

coded! {
    /// What an amount is for.
    Period {
        /// One order.
        Once = "once",
        /// Every month.
        Month = "month",
        /// Every year.
        Year = "year",
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[test]
    fn codes_are_what_the_interface_says() {
        fn same<T: Copy + Serialize>(all: &[T], code: impl Fn(T) -> &'static str) {
            for one in all {
                assert_eq!(serde_json::to_value(one).unwrap(), code(*one));
            }
        }
        same(Side::ALL, Side::code);
        same(Stage::ALL, Stage::code);
        same(Standing::ALL, Standing::code);
        same(EventKind::ALL, EventKind::code);
        same(Confirmation::ALL, Confirmation::code);
        same(Reason::ALL, Reason::code);
        same(Gap::ALL, Gap::code);
        same(Period::ALL, Period::code);
        assert_eq!(Stage::parse("quoted").unwrap(), Stage::Quoted);
        assert!(Stage::parse("married").is_err());
    }
}
