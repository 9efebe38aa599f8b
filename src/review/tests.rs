use super::*;
use crate::rules::{Burden, FindingKind};

#[test]
fn severity_follows_stake_margin_and_line() {
    use Severity::{High, Low, Medium};
    let declared = |kind, severity| Stake::Declared(kind, severity);
    let risky = |severity| declared(FindingKind::Risky, severity);
    for (stake, margin, soft, expected) in [
        (Stake::BrokenLimit, None, false, High),
        (Stake::BrokenLimit, Some(400.0), true, Medium),
        (risky(High), None, false, High),
        (risky(High), Some(3.0), true, Medium),
        (risky(Medium), Some(49.9), false, Medium),
        (risky(Medium), Some(50.0), false, High),
        // Far below a line that asks for little is as far.
        (risky(Low), Some(-80.0), false, Medium),
        (risky(Medium), Some(80.0), true, Medium),
        (declared(FindingKind::Note, Low), Some(900.0), false, Low),
        (Stake::Missing(true), None, false, Medium),
        (Stake::Missing(false), None, false, Low),
        (Stake::Unneeded(Burden::Both), None, false, Medium),
        (Stake::Unneeded(Burden::Money), None, false, Low),
        (Stake::Waiver, Some(900.0), false, Low),
    ] {
        assert_eq!(weigh(stake, margin, soft), expected, "{stake:?} {margin:?} {soft}");
    }
}

#[test]
fn fingerprints_never_change() {
    // Baselines hold them: another number here would make every baseline in use worthless.
    assert_eq!(fingerprint("finding", "single-az-database", None), "1:357e6cdc120dddda");
    let unlike = [
        fingerprint("finding", "a", None),
        fingerprint("gate", "a", None),
        fingerprint("finding", "a", Some("b")),
        fingerprint("finding", "ab", None),
    ];
    assert!(unlike.iter().enumerate().all(|(index, one)| !unlike[..index].contains(one)));
}

#[test]
fn a_waiver_means_what_it_names() {
    let source = SourceText::new("profile.toml", "");
    let waiver = |finding: &str, resource: Option<&str>| Waiver {
        finding: finding.to_owned(),
        resource: resource.map(str::to_owned),
        reason: "r".to_owned(),
        owner: "o".to_owned(),
        expires: "2027-01-31".to_owned(),
        place: crate::problem::Place::whole(&source),
    };
    let finding = Subject::Finding(0);
    assert!(matches(&waiver("a", None), finding, "a", Some("db.one")));
    assert!(matches(&waiver("a", Some("db.one")), finding, "a", Some("db.one")));
    assert!(!matches(&waiver("a", Some("db.one")), finding, "a", Some("db.two")));
    assert!(!matches(&waiver("a", Some("db.one")), finding, "a", None));
    assert!(!matches(&waiver("gate:a", None), finding, "a", None));
    assert!(!matches(&waiver("finding:a", None), Subject::Waiver(0, waive::Fault::Stale), "a", None));
}
