//! Regions, as far as a text says them itself.

use super::inventory::Attribute;

/// The region of an availability zone: `eu-west-1` of `eu-west-1b`.
pub(super) fn of_zone(zone: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in zone.split('-').take(5) {
        let digits = part.chars().take_while(char::is_ascii_digit).count();
        if digits > 0 {
            let letters = &part[digits..];
            parts.push(&part[..digits]);
            let zoned = letters.len() <= 1 && letters.chars().all(|c| c.is_ascii_lowercase());
            return (zoned && parts.len() >= 3).then(|| parts.join("-"));
        }
        if part.is_empty() || !part.chars().all(|c| c.is_ascii_lowercase()) {
            return None;
        }
        parts.push(part);
    }
    None
}

/// The region that a resource's own attributes say: `region`, its identifier, its zone.
pub(super) fn of_attributes(attributes: &Attribute) -> Option<String> {
    let text =
        |wanted: &str| attributes.fields().iter().find(|(key, _)| key == wanted).and_then(|(_, value)| value.text());
    let own = text("region").filter(|region| is_region(region)).map(str::to_owned);
    own.or_else(|| text("arn").and_then(of_identifier)).or_else(|| text("availability_zone").and_then(of_zone))
}

/// The fourth part of `arn:partition:service:region:account:resource`.
fn of_identifier(identifier: &str) -> Option<String> {
    let mut parts = identifier.split(':');
    if parts.next() != Some("arn") {
        return None;
    }
    parts.nth(2).filter(|region| is_region(region)).map(str::to_owned)
}

/// Whether a text has the form of a region.
pub(super) fn is_region(text: &str) -> bool {
    of_zone(text).is_some_and(|region| region == text)
}
