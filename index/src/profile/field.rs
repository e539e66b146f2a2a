//! Fields of a profile, so that evidence can be quoted long after the text was read.

use super::Profile;

/// A text field of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Name,
    NameEn,
    Description,
    DescriptionEn,
    Text,
    Products(u16),
    Processes(u16),
    Materials(u16),
    CapabilityWhat(u16),
    CapabilityMaterials(u16),
    CapabilitySpecs(u16),
    CapabilityCapacity(u16),
    CapabilityMoq(u16),
    CapabilityLeadTime(u16),
    Certifications(u16),
    Equipment(u16),
    Specs(u16),
    Province,
    IndustrialZone,
    Address,
    ExportMarkets(u16),
    Languages(u16),
    Capacity,
    Moq,
    LeadTime,
    Customers(u16),
    Extra(u16),
}

impl Field {
    /// Path as shown to people: `certifications[0]`.
    pub(crate) fn path(self, profile: &Profile) -> String {
        let (name, index) = match self {
            Self::Name => ("name", None),
            Self::NameEn => ("name_en", None),
            Self::Description => ("description", None),
            Self::DescriptionEn => ("description_en", None),
            Self::Text => ("text", None),
            Self::Products(index) => ("products", Some(index)),
            Self::Processes(index) => ("processes", Some(index)),
            Self::Materials(index) => ("materials", Some(index)),
            Self::CapabilityWhat(index) => return format!("capabilities[{index}].what"),
            Self::CapabilityMaterials(index) => {
                return format!("capabilities[{}].materials[{}]", index >> 8, index & 0xff);
            }
            Self::CapabilitySpecs(index) => {
                return format!("capabilities[{}].specs[{}]", index >> 8, index & 0xff);
            }
            Self::CapabilityCapacity(index) => return format!("capabilities[{index}].capacity"),
            Self::CapabilityMoq(index) => return format!("capabilities[{index}].moq"),
            Self::CapabilityLeadTime(index) => return format!("capabilities[{index}].lead_time"),
            Self::Certifications(index) => ("certifications", Some(index)),
            Self::Equipment(index) => ("equipment", Some(index)),
            Self::Specs(index) => ("specs", Some(index)),
            Self::Province => ("province", None),
            Self::IndustrialZone => ("industrial_zone", None),
            Self::Address => ("address", None),
            Self::ExportMarkets(index) => ("export_markets", Some(index)),
            Self::Languages(index) => ("languages", Some(index)),
            Self::Capacity => ("capacity", None),
            Self::Moq => ("moq", None),
            Self::LeadTime => ("lead_time", None),
            Self::Customers(index) => ("customers", Some(index)),
            Self::Extra(index) => {
                return profile.extra.keys().nth(usize::from(index)).cloned().unwrap_or_default();
            }
        };
        index.map_or_else(|| name.to_owned(), |index| format!("{name}[{index}]"))
    }

    /// The text of the field.
    pub(crate) fn text(self, profile: &Profile) -> &str {
        fn get(list: &[String], index: u16) -> &str {
            list.get(usize::from(index)).map_or("", String::as_str)
        }
        fn opt(text: &Option<String>) -> &str {
            text.as_deref().unwrap_or_default()
        }
        let capability = |index: u16| profile.capabilities.get(usize::from(index));
        match self {
            Self::Name => opt(&profile.name),
            Self::NameEn => opt(&profile.name_en),
            Self::Description => opt(&profile.description),
            Self::DescriptionEn => opt(&profile.description_en),
            Self::Text => opt(&profile.text),
            Self::Products(index) => get(&profile.products, index),
            Self::Processes(index) => get(&profile.processes, index),
            Self::Materials(index) => get(&profile.materials, index),
            Self::CapabilityWhat(index) => capability(index).map_or("", |one| one.what.as_str()),
            Self::CapabilityMaterials(index) => {
                capability(index >> 8).map_or("", |one| get(&one.materials, index & 0xff))
            }
            Self::CapabilitySpecs(index) => {
                capability(index >> 8).map_or("", |one| get(&one.specs, index & 0xff))
            }
            Self::CapabilityCapacity(index) => {
                capability(index).map_or("", |one| opt(&one.capacity))
            }
            Self::CapabilityMoq(index) => capability(index).map_or("", |one| opt(&one.moq)),
            Self::CapabilityLeadTime(index) => {
                capability(index).map_or("", |one| opt(&one.lead_time))
            }
            Self::Certifications(index) => {
                profile.certifications.get(usize::from(index)).map_or("", |one| one.scheme.as_str())
            }
            Self::Equipment(index) => get(&profile.equipment, index),
            Self::Specs(index) => get(&profile.specs, index),
            Self::Province => opt(&profile.province),
            Self::IndustrialZone => opt(&profile.industrial_zone),
            Self::Address => opt(&profile.address),
            Self::ExportMarkets(index) => get(&profile.export_markets, index),
            Self::Languages(index) => get(&profile.languages, index),
            Self::Capacity => opt(&profile.capacity),
            Self::Moq => opt(&profile.moq),
            Self::LeadTime => opt(&profile.lead_time),
            Self::Customers(index) => get(&profile.customers, index),
            Self::Extra(index) => profile
                .extra
                .values()
                .nth(usize::from(index))
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default(),
        }
    }

    /// Every field that holds text, in reading order.
    pub(crate) fn all(profile: &Profile) -> Vec<Self> {
        fn each<T>(list: &[T], make: fn(u16) -> Field) -> impl Iterator<Item = Field> {
            (0..u16::try_from(list.len()).unwrap_or(u16::MAX)).map(make)
        }
        let mut fields =
            vec![Self::Name, Self::NameEn, Self::Description, Self::DescriptionEn, Self::Text];
        fields.extend(each(&profile.products, Self::Products));
        fields.extend(each(&profile.processes, Self::Processes));
        fields.extend(each(&profile.materials, Self::Materials));
        for (capability, index) in profile.capabilities.iter().zip(0_u16..256) {
            fields.push(Self::CapabilityWhat(index));
            fields.extend(
                (0_u16..256)
                    .zip(&capability.materials)
                    .map(|(item, _)| Self::CapabilityMaterials(index << 8 | item)),
            );
            fields.extend(
                (0_u16..256)
                    .zip(&capability.specs)
                    .map(|(item, _)| Self::CapabilitySpecs(index << 8 | item)),
            );
            fields.extend([
                Self::CapabilityCapacity(index),
                Self::CapabilityMoq(index),
                Self::CapabilityLeadTime(index),
            ]);
        }
        fields.extend(each(&profile.certifications, Self::Certifications));
        fields.extend(each(&profile.equipment, Self::Equipment));
        fields.extend(each(&profile.specs, Self::Specs));
        fields.extend([Self::Province, Self::IndustrialZone, Self::Address]);
        fields.extend(each(&profile.export_markets, Self::ExportMarkets));
        fields.extend(each(&profile.languages, Self::Languages));
        fields.extend([Self::Capacity, Self::Moq, Self::LeadTime]);
        fields.extend(each(&profile.customers, Self::Customers));
        let extra = u16::try_from(profile.extra.len()).unwrap_or(u16::MAX);
        fields.extend((0..extra).map(Self::Extra));
        fields.retain(|field| !field.text(profile).trim().is_empty());
        fields
    }
}
