//! What counts of the directory as it stands: who leads the firms, and how large they are.

use rust_decimal::Decimal;

use super::store::StockRow;
use crate::accounts::{Actor, Role};
use crate::introductions::Currency;
use crate::quotes::rates::Rates;
use crate::reports::case::{Case, CaseKind};
use crate::suppliers::Revenue;
use crate::suppliers::revenue::{SizeClass, class};

/// A firm that says who leads it, or how large it is.
#[derive(Debug)]
pub(in crate::reports) struct Stock {
    /// Counts where a woman does.
    pub(in crate::reports) led: Option<Case>,
    /// Counts where it is micro or small; none where the reader may not know.
    pub(in crate::reports) sized: Option<Case>,
}

impl Stock {
    pub(in crate::reports) fn of(row: &StockRow, actor: &Actor, rates: &Rates) -> Self {
        let case = |counts, detail| Case {
            counts,
            detail: Some(detail),
            supplier: Some(row.id),
            province: row.province.clone(),
            ..Case::of(CaseKind::Supplier, row.id, row.created_at, "entered")
        };
        let led = row.women_led.as_deref().map(|text| matches!(text, "true" | "1"));
        let holds = row.owner_id.unwrap_or(row.created_by_id) == actor.organisation;
        let reads = holds || actor.role == Role::Admin;
        let size = reads.then(|| size(row, rates)).flatten();
        Self {
            led: led.map(|led| case(led, if led { "women_led" } else { "not_women_led" })),
            sized: size
                .map(|size| case(matches!(size, SizeClass::Micro | SizeClass::Small), size.code())),
        }
    }
}

fn size(row: &StockRow, rates: &Rates) -> Option<SizeClass> {
    let workers = row.employees.as_deref()?.parse().ok()?;
    Some(class(workers, in_dong(&Revenue::of_text(row.annual_revenue.as_deref()?)?, rates)?))
}

/// At the rate of the last day of its year.
fn in_dong(revenue: &Revenue, rates: &Rates) -> Option<Decimal> {
    let (value, currency) = revenue.amount()?;
    let day = chrono::NaiveDate::from_ymd_opt(revenue.year, 12, 31)?;
    rates.on(day, currency, Currency::parse("VND")?)?.convert(value)
}
