//! Regions and distances.

use super::{Outcome, judge::Judged, reason::Reason};
use crate::compile::Located;

/// Nearness that a buyer with a plant and no stated radius would call near, in kilometres.
const NEAR_KM: f64 = 60.0;

pub(crate) fn region(provinces: &[u8], old: &[u8], located: Option<&Located>) -> Judged {
    let Some(located) = located.filter(|located| !located.provinces.is_empty()) else {
        return Judged::unknown(0.4, Reason::NotStated);
    };
    let inside = located.provinces.iter().any(|province| provinces.contains(province))
        && (old.is_empty() || located.old_province.is_none_or(|province| old.contains(&province)));
    if inside {
        Judged::new(Outcome::Met, 1.0, Reason::Declared).at(located.passage)
    } else {
        Judged::new(Outcome::Failed, 0.0, Reason::Elsewhere).at(located.passage)
    }
}

pub(crate) fn distance(
    target: Option<(f64, f64)>,
    km: Option<f64>,
    located: Option<&Located>,
) -> Judged {
    let (Some(target), Some(position)) = (target, located.and_then(|located| located.position))
    else {
        return Judged::unknown(0.4, Reason::NotStated);
    };
    let passage = located.and_then(|located| located.passage);
    let doubt = located.map_or(0.0, |located| located.uncertainty_km);
    let far = haversine_km(target, position);
    let Some(limit) = km else {
        let value = (-far / 150.0).exp();
        let outcome = if far <= NEAR_KM { Outcome::Met } else { Outcome::Failed };
        return Judged::new(outcome, value, Reason::Kilometres(far)).at(passage);
    };
    let margin = 1.0 - far / limit.max(1.0);
    let judged = if far + doubt <= limit {
        Judged::new(Outcome::Met, 1.0, Reason::Kilometres(far))
    } else if far <= limit {
        Judged::unknown(0.9, Reason::Kilometres(far))
    } else if far - doubt <= limit {
        Judged::unknown(0.6, Reason::Kilometres(far))
    } else {
        Judged::new(Outcome::Failed, (1.0 + margin).clamp(0.0, 0.9), Reason::Kilometres(far))
    };
    Judged { margin: Some(margin), ..judged.at(passage) }
}

/// Great-circle distance on a sphere of radius 6,371 km.
pub(crate) fn haversine_km((lat_a, lon_a): (f64, f64), (lat_b, lon_b): (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (lat_a.to_radians(), lat_b.to_radians());
    let half_lat = ((lat_b - lat_a) / 2.0).sin();
    let half_lon = ((lon_b - lon_a).to_radians() / 2.0).sin();
    let chord = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
    2.0 * 6371.0 * chord.sqrt().clamp(0.0, 1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::haversine_km;

    #[test]
    fn hanoi_to_hai_phong_is_about_ninety_kilometres() {
        let km = haversine_km((21.0245, 105.8412), (20.8648, 106.6834));
        assert!((85.0..95.0).contains(&km), "{km}");
    }
}
