//! What is counted, each with its stable code, what is counted and how a figure is made of it.
//! The definitions in words stand in `words/`, the rules themselves in `deals`, `demand` and
//! `firms`.

use crate::coded::coded;
use crate::introductions::{Reason, Stage};

coded! {
    /// Indicators that stand alone.
    Plain {
        /// Profiles entered.
        SuppliersProfiled = "suppliers_profiled",
        /// Profiles checked.
        SuppliersVerified = "suppliers_verified",
        /// Profiles changed, checked or confirmed within twelve months.
        SuppliersUpToDate = "suppliers_up_to_date",
        /// Certificates gained.
        CertificatesGained = "certificates_gained",
        /// Firms led by women.
        WomenLedShare = "women_led_share",
        /// Micro and small firms.
        MicroSmallShare = "micro_small_share",
        /// Requests opened.
        RequestsPublished = "requests_published",
        /// Days from opening to the first shortlist.
        MedianDaysToShortlist = "median_days_to_shortlist",
        /// Requests of which nobody qualified.
        ZeroMatchShare = "zero_match_share",
        /// Buyers that did something.
        ActiveBuyers = "active_buyers",
        /// Introductions proposed.
        IntroductionsProposed = "introductions_proposed",
        /// Introductions that buyer and supplier agreed to.
        IntroductionsAgreedByBoth = "introductions_agreed_by_both",
        /// Introductions of which contacts were shown.
        IntroductionsIntroduced = "introductions_introduced",
        /// Proposals that the supplier answered.
        SupplierResponseRate = "supplier_response_rate",
        /// Days until it did.
        MedianDaysToAnswer = "median_days_to_answer",
        /// Meetings.
        MeetingsHeld = "meetings_held",
        /// Agreed meetings that a side did not come to.
        MeetingNoShowRate = "meeting_no_show_rate",
        /// Introductions with a quote.
        QuotesReceived = "quotes_received",
        /// Audits passed.
        AuditsPassed = "audits_passed",
        /// Samples delivered.
        SamplesDelivered = "samples_delivered",
        /// Parts approved.
        PartsApproved = "parts_approved",
        /// Trial orders.
        TrialOrders = "trial_orders",
        /// Those that both confirmed.
        TrialOrdersConfirmed = "trial_orders_confirmed",
        /// Those that are one side's word.
        TrialOrdersOneSided = "trial_orders_one_sided",
        /// Mass productions started.
        MassProductions = "mass_productions",
        /// Those that both confirmed.
        MassProductionsConfirmed = "mass_productions_confirmed",
        /// Those that are one side's word.
        MassProductionsOneSided = "mass_productions_one_sided",
        /// What first orders are worth.
        FirstOrderValue = "first_order_value",
        /// What twelve months are worth.
        TwelveMonthValue = "twelve_month_value",
        /// Imports replaced.
        LocalisedImportValue = "localised_import_value",
        /// Jobs that outcomes made.
        JobsCreated = "jobs_created",
        /// New links of the first and second tier.
        NewTierLinks = "new_tier_links",
        /// Those of the first.
        NewFirstTierLinks = "new_first_tier_links",
        /// Those of the second.
        NewSecondTierLinks = "new_second_tier_links",
        /// What a linkage costs.
        CostPerLinkage = "cost_per_linkage",
        /// Introductions that ended before they succeeded.
        Exits = "exits",
        /// How content both sides are.
        Satisfaction = "satisfaction",
        /// How content buyers are.
        SatisfactionOfBuyers = "satisfaction_of_buyers",
        /// How content suppliers are.
        SatisfactionOfSuppliers = "satisfaction_of_suppliers",
    }
}

coded! {
    /// What a figure is in.
    IndicatorUnit {
        /// Profiles.
        Suppliers = "suppliers",
        /// Sourcing requests.
        Requests = "requests",
        /// Organisations that buy.
        Buyers = "buyers",
        /// Introductions.
        Introductions = "introductions",
        /// Events of introductions.
        Events = "events",
        /// Hundredths, 0 to 100.
        Percent = "percent",
        /// Days of 24 hours.
        Days = "days",
        /// Jobs.
        Jobs = "jobs",
        /// Certificates.
        Certificates = "certificates",
        /// Points, 1 (poor) to 5 (very good).
        Points = "points",
        /// Amounts, each in its currency.
        Money = "money",
    }
}

/// How a figure is made of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// How many.
    Count,
    /// The share that counts, in hundredths.
    Share,
    /// The median of days.
    MedianDays,
    /// Sums per currency.
    Money,
    /// What the cases add up to.
    Sum,
    /// The mean of what the cases say.
    Mean,
    /// Sums per currency, divided by the cases that count.
    MoneyPerCase,
}

/// An indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indicator {
    /// One of its own.
    Plain(Plain),
    /// Exits for one reason.
    Exit(Reason),
    /// Days that introductions spend at a stage.
    Stay(Stage),
}

const EXIT: &str = "exits_";
const STAY: &str = "median_days_at_";

impl Indicator {
    /// All of them, in the order of a report.
    pub fn all() -> impl Iterator<Item = Self> {
        let plain = Plain::ALL.iter().map(|one| Self::Plain(*one));
        let exits = Reason::ALL.iter().map(|reason| Self::Exit(*reason));
        // Introductions are followed no further than the last stage, so nobody leaves it.
        let stages = Stage::ALL.iter().filter(|stage| **stage != Stage::RepeatYear);
        plain.chain(exits).chain(stages.map(|stage| Self::Stay(*stage)))
    }

    /// Its stable code.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Plain(one) => one.code().to_owned(),
            Self::Exit(reason) => format!("{EXIT}{}", reason.code()),
            Self::Stay(stage) => format!("{STAY}{}", stage.code()),
        }
    }

    /// The indicator of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::all().find(|one| one.code() == code)
    }

    /// How its figure is made.
    #[must_use]
    pub const fn measure(self) -> Measure {
        use Plain as P;
        match self {
            Self::Plain(
                P::ZeroMatchShare
                | P::SupplierResponseRate
                | P::MeetingNoShowRate
                | P::WomenLedShare
                | P::MicroSmallShare,
            ) => Measure::Share,
            Self::Plain(P::MedianDaysToShortlist | P::MedianDaysToAnswer) | Self::Stay(_) => {
                Measure::MedianDays
            }
            Self::Plain(P::FirstOrderValue | P::TwelveMonthValue | P::LocalisedImportValue) => {
                Measure::Money
            }
            Self::Plain(P::CostPerLinkage) => Measure::MoneyPerCase,
            Self::Plain(P::JobsCreated) => Measure::Sum,
            Self::Plain(P::Satisfaction | P::SatisfactionOfBuyers | P::SatisfactionOfSuppliers) => {
                Measure::Mean
            }
            Self::Plain(_) | Self::Exit(_) => Measure::Count,
        }
    }

    /// What its figure is in.
    #[must_use]
    pub const fn unit(self) -> IndicatorUnit {
        use Plain as P;
        match (self.measure(), self) {
            (Measure::Share, _) => IndicatorUnit::Percent,
            (Measure::MedianDays, _) => IndicatorUnit::Days,
            (Measure::Money | Measure::MoneyPerCase, _) => IndicatorUnit::Money,
            (Measure::Sum, _) => IndicatorUnit::Jobs,
            (Measure::Mean, _) => IndicatorUnit::Points,
            (Measure::Count, Self::Plain(P::CertificatesGained)) => IndicatorUnit::Certificates,
            (
                Measure::Count,
                Self::Plain(P::SuppliersProfiled | P::SuppliersVerified | P::SuppliersUpToDate),
            ) => IndicatorUnit::Suppliers,
            (Measure::Count, Self::Plain(P::RequestsPublished)) => IndicatorUnit::Requests,
            (Measure::Count, Self::Plain(P::ActiveBuyers)) => IndicatorUnit::Buyers,
            (Measure::Count, Self::Plain(P::MeetingsHeld | P::Exits) | Self::Exit(_)) => {
                IndicatorUnit::Events
            }
            (Measure::Count, _) => IndicatorUnit::Introductions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_the_interface_says() {
        fn same<T: Copy + serde::Serialize>(all: &[T], code: impl Fn(T) -> &'static str) {
            for one in all {
                assert_eq!(serde_json::to_value(one).unwrap(), code(*one));
            }
        }
        same(Plain::ALL, Plain::code);
        same(IndicatorUnit::ALL, IndicatorUnit::code);
        same(super::super::case::CaseKind::ALL, super::super::case::CaseKind::code);
        same(super::super::group::GroupBy::ALL, super::super::group::GroupBy::code);
    }

    #[test]
    fn codes_lead_back_and_are_each_used_once() {
        let mut codes: Vec<String> = Indicator::all().map(Indicator::code).collect();
        for one in Indicator::all() {
            assert_eq!(Indicator::parse(&one.code()), Some(one));
        }
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
        assert_eq!(all, Plain::ALL.len() + Reason::ALL.len() + Stage::ALL.len() - 1);
        assert_eq!(Indicator::parse("exits_"), None);
    }
}
