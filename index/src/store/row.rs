//! What is known of each document without its profile: out of columns, which are read once.

use std::ops::Range;

use chrono::{Datelike as _, NaiveDate};
use rustc_hash::FxHashMap;
use tantivy::{
    DocId, SegmentReader,
    columnar::{Column, StrColumn},
    schema::Field,
};

use super::{
    outline::{CapacityClass, Familiar, Outline, ReputationClass},
    schema::schema,
};
use crate::{
    Error,
    compile::{Certificate, Located},
    config::Weights,
    matching::{reputation::Reputation, toll::Capacity},
    profile::{CertificationState, VerificationLevel},
    taxonomy::SchemeId,
};

/// The rows of a segment.
pub(super) struct Rows {
    /// Apart from the rows, since they are asked for most: eight fit into a line of a cache.
    outlines: Box<[Outline]>,
    rows: Box<[Row]>,
    places: Vec<Located>,
    certificates: Vec<Certificate>,
    /// What the schemes of outlines stand for.
    pub(super) familiar: Familiar,
    /// The most that a reputation adds, of all and by class.
    pub(super) highest: f32,
    reputations: [f32; ReputationClass::COUNT],
    /// The least number of words.
    pub(super) shortest: u32,
}

/// One document, exactly.
#[derive(Debug, Clone)]
pub(super) struct Row {
    certificates: Range<u32>,
    pub(super) capacity: Capacity,
    /// Number of its place in the segment.
    place: Option<u32>,
    /// How many words its profile uses.
    pub(super) length: u32,
    /// What its reputation adds to a score.
    pub(super) reputation: f32,
}

impl Rows {
    pub(super) fn read(
        segment: &SegmentReader,
        today: NaiveDate,
        weights: &Weights,
    ) -> Result<Self, Error> {
        let columns = Columns::open(segment)?;
        let mut places = Places::default();
        let mut certificates = Vec::new();
        let row = |document| {
            let from = position(certificates.len());
            let held = columns.held.iter().flat_map(|column| column.values_for_doc(document));
            certificates.extend(held.filter_map(unpacked));
            Row {
                certificates: from..position(certificates.len()),
                capacity: columns.capacity(document),
                place: columns.place(document).map(|place| places.number(place)),
                length: number(columns.length.as_ref(), document).unwrap_or_default(),
                #[expect(clippy::cast_possible_truncation, reason = "a share of a score")]
                reputation: columns.reputation(document).worth(today, weights) as f32,
            }
        };
        let rows: Box<[Row]> = (0..segment.max_doc()).map(row).collect();
        let highest = rows.iter().map(|row| row.reputation).fold(0.0, f32::max);
        let familiar = Familiar::of(&certificates);
        let outline = |row: &Row| Outline {
            length: u16::try_from(row.length).unwrap_or(Outline::LONG),
            place: Outline::place_number(row.place),
            schemes: familiar.bits(held(&certificates, row)),
            reputation: ReputationClass::of(row.reputation, highest),
            capacity: CapacityClass::of(row.capacity),
        };
        Ok(Self {
            outlines: rows.iter().map(outline).collect(),
            reputations: ReputationClass::most(highest),
            highest,
            shortest: rows.iter().map(|row| row.length).min().unwrap_or_default(),
            rows,
            places: places.all,
            certificates,
            familiar,
        })
    }

    pub(super) fn outline(&self, document: DocId) -> Option<Outline> {
        self.outlines.get(document as usize).copied()
    }

    /// What its reputation adds to a score, or more.
    pub(super) fn reputation(&self, outline: Outline) -> f64 {
        let highest = || f64::from(self.highest);
        self.reputations.get(outline.reputation.at()).map_or_else(highest, |&most| f64::from(most))
    }

    pub(super) fn row(&self, document: DocId) -> Option<&Row> {
        self.rows.get(document as usize)
    }

    /// The certificates of a row, in any state.
    pub(super) fn held(&self, row: &Row) -> &[Certificate] {
        held(&self.certificates, row)
    }

    /// Where the firm of a row is.
    pub(super) fn place_of(&self, row: &Row) -> Option<&Located> {
        self.place(row.place?)
    }

    /// Where a firm is, by the number of the place.
    pub(super) fn place(&self, number: u32) -> Option<&Located> {
        self.places.get(number as usize)
    }
}

fn held<'c>(certificates: &'c [Certificate], row: &Row) -> &'c [Certificate] {
    let Range { start, end } = row.certificates;
    certificates.get(start as usize..end as usize).unwrap_or_default()
}

fn position(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn number<N: TryFrom<u64>>(column: Option<&Column<u64>>, document: DocId) -> Option<N> {
    N::try_from(column?.first(document)?).ok()
}

/// Where a firm is, in bits, so that equals are found.
type PlaceKey = (Vec<u8>, Option<u8>, Option<(u64, u64)>, u64);

/// Places, each once.
#[derive(Default)]
struct Places {
    all: Vec<Located>,
    by_key: FxHashMap<PlaceKey, u32>,
}

impl Places {
    fn number(&mut self, place: Located) -> u32 {
        let bits = |(latitude, longitude): (f64, f64)| (latitude.to_bits(), longitude.to_bits());
        let key = (
            place.provinces.clone(),
            place.old_province,
            place.position.map(bits),
            place.uncertainty_km.to_bits(),
        );
        *self.by_key.entry(key).or_insert_with(|| {
            self.all.push(place);
            position(self.all.len() - 1)
        })
    }
}

struct Columns {
    verification: Option<Column<u64>>,
    confirmed_on: Option<Column<i64>>,
    track_record: Option<Column<f64>>,
    length: Option<Column<u64>>,
    provinces: Option<StrColumn>,
    /// Of the column of provinces, by ordinal.
    province_numbers: Vec<Option<u8>>,
    old_province: Option<Column<u64>>,
    latitude: Option<Column<f64>>,
    longitude: Option<Column<f64>>,
    uncertainty: Option<Column<f64>>,
    held: Option<Column<u64>>,
    volume: Option<Column<f64>>,
    volume_of_a_product: Option<Column<f64>>,
}

impl Columns {
    fn open(segment: &SegmentReader) -> Result<Self, Error> {
        let (fields, columns) = (schema(), segment.fast_fields());
        let name = |field: Field| fields.schema.get_field_name(field);
        let whole = |field| columns.column_opt::<u64>(name(field));
        let real = |field| columns.column_opt::<f64>(name(field));
        let provinces = columns.str(name(fields.provinces))?;
        let mut province_numbers = Vec::new();
        if let Some(column) = &provinces {
            let mut code = String::new();
            for ordinal in 0..column.num_terms() as u64 {
                column.ord_to_str(ordinal, &mut code)?;
                let digits = code.strip_prefix("province:");
                province_numbers.push(digits.and_then(|digits| digits.parse().ok()));
            }
        }
        Ok(Self {
            verification: whole(fields.verification)?,
            confirmed_on: columns.column_opt::<i64>(name(fields.confirmed_on))?,
            track_record: real(fields.track_record)?,
            length: whole(fields.length)?,
            provinces,
            province_numbers,
            old_province: whole(fields.old_province)?,
            latitude: real(fields.latitude)?,
            longitude: real(fields.longitude)?,
            uncertainty: real(fields.uncertainty)?,
            held: whole(fields.held)?,
            volume: real(fields.volume)?,
            volume_of_a_product: real(fields.volume_of_a_product)?,
        })
    }

    fn reputation(&self, document: DocId) -> Reputation {
        let day = self.confirmed_on.as_ref().and_then(|column| column.first(document));
        Reputation {
            verification: match number::<u8>(self.verification.as_ref(), document) {
                Some(2) => VerificationLevel::SiteAudited,
                Some(1) => VerificationLevel::DocumentsChecked,
                _ => VerificationLevel::SelfDeclared,
            },
            confirmed_on: day
                .and_then(|day| i32::try_from(day).ok())
                .and_then(NaiveDate::from_num_days_from_ce_opt),
            track_record: self.track_record.as_ref().and_then(|column| column.first(document)),
        }
    }

    fn place(&self, document: DocId) -> Option<Located> {
        let real = |column: &Option<Column<f64>>| column.as_ref()?.first(document);
        // Written for whoever is anywhere.
        let uncertainty_km = real(&self.uncertainty)?;
        let ordinals = self.provinces.iter().flat_map(|column| column.term_ords(document));
        let province =
            |ordinal| self.province_numbers.get(usize::try_from(ordinal).ok()?).copied().flatten();
        Some(Located {
            provinces: ordinals.filter_map(province).collect(),
            old_province: number(self.old_province.as_ref(), document),
            position: real(&self.latitude).zip(real(&self.longitude)),
            uncertainty_km,
            passage: None,
        })
    }

    fn capacity(&self, document: DocId) -> Capacity {
        let of = |column: &Option<Column<f64>>| column.as_ref()?.first(document);
        Capacity { of_all: of(&self.volume), of_a_product: of(&self.volume_of_a_product) }
    }
}

/// Bits of a day, counted from 1 January of the year 1; 0 is none.
const DAY: u32 = 24;
const DAYS: u64 = (1 << DAY) - 1;

/// A certificate in one number: scheme, state, first day, last day.
pub(super) fn packed(certificate: &Certificate) -> u64 {
    let day = |day: Option<NaiveDate>| {
        let days = day.map_or(0, |day| u64::try_from(day.num_days_from_ce()).unwrap_or(0));
        days.min(DAYS)
    };
    let state: u64 = match certificate.state {
        CertificationState::Claimed => 0,
        CertificationState::Verified => 1,
        CertificationState::InProgress => 2,
        CertificationState::Expired => 3,
        CertificationState::Withdrawn => 4,
    };
    (u64::from(certificate.scheme.0) << 8 | state) << (2 * DAY)
        | day(certificate.valid_from) << DAY
        | day(certificate.valid_until)
}

/// The certificate in a number; none where it is no certificate's.
fn unpacked(number: u64) -> Option<Certificate> {
    let day = |days: u64| {
        let days = i32::try_from(days & DAYS).ok().filter(|days| *days > 0)?;
        NaiveDate::from_num_days_from_ce_opt(days)
    };
    Some(Certificate {
        scheme: SchemeId(u8::try_from(number >> (2 * DAY + 8)).ok()?),
        state: match number >> (2 * DAY) & 0xff {
            0 => CertificationState::Claimed,
            1 => CertificationState::Verified,
            2 => CertificationState::InProgress,
            3 => CertificationState::Expired,
            4 => CertificationState::Withdrawn,
            _ => return None,
        },
        valid_from: day(number >> DAY),
        valid_until: day(number),
    })
}
