//! Reviews of infrastructure code: each observation at its resource, and what stands around it changes nothing.

use nextrung::expr::{CapabilityId, FactId, TrackId, World};
use nextrung::quantity::{Interval, Names, Truth, Values};
use serde_json::{Value, json};

use crate::{Scratch, base, complained, printed, root, run};

/// What every secret of the test data is.
const CANARY: &str = "CANARY-7f3a";

const PROMISE: &str = "format = 1
[facts]
uptime_promised = true
availability_target = \"99.9%\"
egress_worth_a_cdn = \"1 TB\"
egress_per_month = \"20 TB\"
";

fn resource(kind: &str, name: &str, mut values: Value) -> Value {
    values["tags"] = json!({ "secret": CANARY });
    values["user_data"] = json!(format!("export PASSWORD={CANARY}"));
    values["password"] = json!(CANARY);
    json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name, "values": values})
}

fn database(name: &str, is_public: bool) -> Value {
    resource("aws_db_instance", name, json!({ "publicly_accessible": is_public, "multi_az": false }))
}

/// A state with servers in two zones and some databases, a resource on lines of its own.
fn state(databases: &[Value]) -> String {
    let zones = json!({"min_size": 2, "max_size": 4, "availability_zones": ["eu-west-1a", "eu-west-1b"]});
    let mut resources = vec![resource("aws_autoscaling_group", "app", zones), resource("aws_lb", "front", json!({}))];
    resources.extend(databases.iter().cloned());
    let state = json!({"format_version": "1.0", "values": {"root_module": {"resources": resources}}});
    serde_json::to_string_pretty(&state).expect("it is JSON")
}

/// Reviews in JSON.
fn answer(arguments: &[&str]) -> Value {
    let result = run(&[&["review", "--format", "json", "--today", "2026-11-21"], arguments].concat());
    serde_json::from_str(&printed(&result)).unwrap_or_else(|_| panic!("an answer: {}", complained(&result)))
}

/// Every observation of an id, as its resource and status.
fn told(answer: &Value, id: &str) -> Vec<String> {
    let list = answer["observations"].as_array().expect("a list").iter().filter(|seen| seen["id"] == id);
    list.map(|seen| format!("{} {}", seen["resource"].as_str().unwrap_or("-"), seen["status"].as_str().unwrap_or("-")))
        .collect()
}

fn prints(answer: &Value) -> Vec<String> {
    let list = answer["observations"].as_array().expect("a list").iter();
    let mut prints: Vec<String> = list.map(|seen| format!("{} {}", seen["id"], seen["fingerprint"])).collect();
    prints.sort();
    prints
}

fn line_of(text: &str, part: &str) -> usize {
    text.lines().position(|line| line.contains(part)).expect("it stands there") + 1
}

#[test]
fn each_resource_is_told_at_its_line_and_what_is_missing_at_what_it_would_belong_to() {
    let scratch = Scratch::new("review-infra-places");
    let text = state(&[database("orders", true), database("quiet", false), database("stock", true)]);
    let (infra, profile) = (scratch.write("state.json", &text), scratch.write("profile.toml", PROMISE));
    let answer = answer(&[&profile, "--infra", &infra]);
    assert_eq!(told(&answer, "public-database"), ["aws_db_instance.orders open", "aws_db_instance.stock open"]);
    assert_eq!(
        told(&answer, "single-az-database"),
        ["aws_db_instance.orders open", "aws_db_instance.quiet open", "aws_db_instance.stock open"]
    );
    let list = answer["observations"].as_array().expect("a list");
    for seen in list.iter().filter(|seen| seen["resource"].is_string()) {
        let (place, address) = (&seen["places"][0], seen["resource"].as_str().expect("an address"));
        assert_eq!(place["file"], json!(infra));
        assert_eq!(place["line"], line_of(&text, &format!("\"address\": \"{address}\"")), "{address}");
    }
    // A CDN would belong to no resource that is there: it is missing from the main file.
    let egress = list.iter().find(|seen| seen["id"] == "egress-bill").expect("much leaves");
    let is_main = |place: &Value| place["file"] == json!(infra) && place["line"] == 1;
    assert!(egress["places"].as_array().expect("places").iter().any(is_main), "{egress}");
    assert!(egress["resource"].is_null(), "{egress}");
}

#[test]
fn the_places_reach_code_scanning_and_annotations() {
    let scratch = Scratch::new("review-infra-formats");
    let text = state(&[database("orders", true)]);
    let (infra, profile) = (scratch.write("state.json", &text), scratch.write("profile.toml", PROMISE));
    let line = line_of(&text, "\"address\": \"aws_db_instance.orders\"");
    let of = |format: &str| printed(&run(&["review", &profile, "--infra", &infra, "--format", format]));
    let log: Value = serde_json::from_str(&of("sarif")).expect("it is JSON");
    let schema = std::fs::read_to_string(root().join("tests/schema/sarif-2.1.0.json")).expect("the schema is there");
    let schema = schema.replace("{2}-[a-zA-Z]{2}]?$", "{2}-[a-zA-Z]{2}$");
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).expect("JSON")).expect("a schema");
    assert!(validator.is_valid(&log), "{log}");
    let results = log["runs"][0]["results"].as_array().expect("a list");
    let open = results.iter().find(|result| result["ruleId"] == "public-database").expect("it is told");
    assert_eq!(
        open["locations"][0]["logicalLocations"],
        json!([{ "fullyQualifiedName": "aws_db_instance.orders", "kind": "resource" }])
    );
    assert_eq!(open["locations"][0]["physicalLocation"]["region"]["startLine"], line);
    let github = of("github");
    assert!(
        github.contains(&format!("line={line},")) && github.contains("title=public-database of aws_db"),
        "{github}"
    );
    // No attribute that no rule reads is ever told, whatever the format.
    for format in ["text", "markdown", "json", "sarif", "github"] {
        let text = of(format).replace('\\', "");
        assert!(!text.contains(CANARY) && text.contains("aws_db_instance.orders"), "{format}: {text}");
    }
}

#[test]
fn a_waiver_of_one_resource_leaves_the_others_open() {
    let scratch = Scratch::new("review-infra-waivers");
    let infra = scratch.write("state.json", &state(&[database("orders", true), database("stock", true)]));
    let waived = |name: &str, resource: &str| {
        let waiver = format!(
            "[[waiver]]\nfinding = \"public-database\"\nresource = \"{resource}\"\nreason = \"moves\"\nowner = \"us\"\nexpires = 2027-01-31\n"
        );
        answer(&[&scratch.write(name, &format!("{PROMISE}{waiver}")), "--infra", &infra])
    };
    let one = waived("one.toml", "aws_db_instance.stock");
    assert_eq!(told(&one, "public-database"), ["aws_db_instance.orders open", "aws_db_instance.stock waived"]);
    assert_eq!(one["waivers"][0]["stands"], "in-force");
    // A resource that is known to be well; one that is not there, which may be misspelt.
    assert_eq!(waived("well.toml", "aws_lb.front")["waivers"][0]["stands"], "waiver-stale");
    assert_eq!(waived("none.toml", "aws_db_instance.stok")["waivers"][0]["stands"], "waiver-unmatched");
}

#[test]
fn a_second_review_tells_nothing_new_until_a_resource_changes() {
    let scratch = Scratch::new("review-infra-baseline");
    let profile = scratch.write("profile.toml", PROMISE);
    let known = scratch.0.join("known.json").to_string_lossy().into_owned();
    let both = state(&[database("orders", true), database("stock", true)]);
    let infra = scratch.write("state.json", &both);
    let first = answer(&[&profile, "--infra", &infra, "--write-baseline", &known]);
    let baseline = std::fs::read_to_string(&known).expect("it was written");
    assert!(!baseline.contains(CANARY) && !baseline.contains("aws_"), "{baseline}");
    let again = run(&["review", &profile, "--infra", &infra, "--baseline", &known, "--fail-on", "low"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(printed(&again).lines().count(), 1, "{}", printed(&again));

    // Other lines, another order, another name of the file: the same observations.
    let moved = format!("\n\n\n{}", state(&[database("stock", true), database("orders", true)]));
    let moved = scratch.write("other/place.json", &moved);
    assert_eq!(prints(&first), prints(&answer(&[&profile, "--infra", &moved])));

    // One is mended, though the other is not; one comes; one goes away altogether.
    let since = |databases: &[Value]| {
        let infra = scratch.write("since.json", &state(databases));
        answer(&[&profile, "--infra", &infra, "--baseline", &known])
    };
    let ids = |answer: &Value, how: &str| -> Vec<String> {
        let list = answer[how].as_array().expect("a list").iter();
        list.map(|gone| gone["id"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let mended = since(&[database("orders", false), database("stock", true)]);
    assert_eq!(told(&mended, "public-database"), ["aws_db_instance.stock still-open"]);
    assert_eq!(ids(&mended, "resolved"), ["public-database"]);
    assert_eq!(ids(&mended, "lost_sight"), [] as [&str; 0]);
    let come = since(&[database("orders", true), database("stock", true), database("third", true)]);
    let mut among = told(&come, "public-database");
    assert_eq!(among.pop().as_deref(), Some("aws_db_instance.third new"));
    assert_eq!(among, ["aws_db_instance.orders still-open", "aws_db_instance.stock still-open"]);
    let gone = since(&[database("stock", true)]);
    assert_eq!(ids(&gone, "resolved"), ["public-database", "single-az-database"]);
    // Without the code nothing tells of the resources any more: that is no pass.
    let blind = answer(&[&profile, "--baseline", &known]);
    assert!(ids(&blind, "lost_sight").contains(&"public-database".to_owned()), "{blind}");
}

#[test]
fn a_limit_that_a_finding_tells_is_told_once() {
    let scratch = Scratch::new("review-infra-tells");
    let infra = scratch.write("state.json", &state(&[database("orders", false)]));
    let gate = "promise-needs-a-second-database";
    let profile = scratch.write("profile.toml", PROMISE);
    let plain = answer(&[&profile, "--infra", &infra]);
    assert_eq!(told(&plain, gate), [] as [&str; 0]);
    let list = plain["observations"].as_array().expect("a list");
    let finding = list.iter().find(|seen| seen["id"] == "single-az-database").expect("it is told");
    assert_eq!(finding["tells"], json!([gate]));
    assert_eq!(finding["severity"], "high");
    // Where the finding does not hold, the limit stands for itself.
    let none = "format = 1\nid = \"single-az-database\"\nreason = \"for a test\"\nwhen = 'zones >= 9 and not has(database-multi-az)'\nexamples = []\n";
    let rules = scratch.0.join("rules").to_string_lossy().into_owned();
    scratch.write("rules/findings/single-az-database.toml", &none.replace("examples = []\n", ""));
    let result = run(&["review", &profile, "--infra", &infra, "--rules", &rules, "--format", "json"]);
    let apart: Value = serde_json::from_str(&printed(&result)).unwrap_or_else(|_| panic!("{}", complained(&result)));
    assert_eq!(told(&apart, gate), ["aws_db_instance.orders open"]);
    // Who waives the gate by its name accepts the finding; who may not waive the gate may not waive it by the finding's.
    let waive = |name: &str, finding: &str, flags: &[&str]| {
        let waiver =
            format!("[[waiver]]\nfinding = \"{finding}\"\nreason = \"moves\"\nowner = \"us\"\nexpires = 2027-01-31\n");
        let profile = scratch.write(name, &format!("{PROMISE}{waiver}"));
        let answer = answer(&[&[profile.as_str(), "--infra", &infra], flags].concat());
        (told(&answer, "single-az-database"), answer["waivers"][0]["stands"].as_str().unwrap_or_default().to_owned())
    };
    let (waived, open) = ("aws_db_instance.orders waived".to_owned(), "aws_db_instance.orders open".to_owned());
    assert_eq!(waive("by-gate.toml", gate, &[]), (vec![waived], "in-force".to_owned()));
    let strict = scratch.0.join("strict").to_string_lossy().into_owned();
    scratch.write(
        &format!("strict/gates/database-multi-az/{gate}.toml"),
        &format!("format = 1\nid = \"{gate}\"\nreason = \"our contracts\"\nwaivable = false\n"),
    );
    let kept = waive("strict.toml", "single-az-database", &["--rules", &strict]);
    assert_eq!(kept, (vec![open], "waiver-forbidden".to_owned()));
}

#[test]
fn what_is_deployed_apart_is_not_reviewed_as_one() {
    let scratch = Scratch::new("review-infra-several");
    let (one, other) = (scratch.write("one.json", &state(&[])), scratch.write("other.json", &state(&[])));
    let result = run(&["review", "--infra", &one, "--infra", &other]);
    assert_eq!(result.status.code(), Some(2));
    assert!(complained(&result).contains("several-roots"), "{}", complained(&result));
}

#[test]
fn advice_and_reviews_know_a_finding_and_a_saving_by_the_same_words() {
    let advice = |file: &str| -> Value {
        serde_json::from_str(&printed(&run(&["advise", file, "--format", "json"]))).expect("an answer")
    };
    let file = "examples/over-built.toml";
    let (advised, reviewed) = (advice(file), answer(&[file]));
    let seen = |id: &str| {
        let list = reviewed["observations"].as_array().expect("a list");
        list.iter().find(|seen| seen["id"] == id).unwrap_or_else(|| panic!("{id} is seen"))
    };
    let findings = advised["findings"].as_array().expect("a list");
    assert!(!findings.is_empty());
    for finding in findings {
        assert_eq!(finding["fingerprint"], seen(finding["id"].as_str().unwrap_or_default())["fingerprint"]);
    }
    let tracks = advised["tracks"].as_array().expect("a list");
    let unneeded = tracks.iter().flat_map(|track| track["unneeded"].as_array().cloned().unwrap_or_default());
    let mut reckoned = 0;
    for part in unneeded {
        assert_eq!(part["saves"], seen(part["capability"].as_str().unwrap_or_default())["saves"]);
        if let Some(low) = part["saves"]["low"].as_f64() {
            assert!(low >= 0.0 && part["saves"]["high"].as_f64().is_some_and(|high| high >= low), "{part}");
            assert_eq!(part["saves"]["unit"], "USD/month");
            reckoned += 1;
        }
    }
    assert!(reckoned > 0, "one of them has a price");
    assert!(printed(&run(&["review", file])).contains("a month less"));
}

/// One type under one load, and nothing else known.
struct Server {
    kind: (FactId, Names),
    load: (FactId, f64),
}

impl World for Server {
    fn fact(&self, fact: FactId) -> Values {
        if fact == self.kind.0 { Values::Choice(self.kind.1) } else { Values::Number(Interval::point(self.load.1)) }
    }

    fn has(&self, _: CapabilityId) -> Truth {
        Truth::Unknown
    }

    fn at(&self, _: TrackId) -> (usize, usize) {
        (0, usize::MAX)
    }
}

#[test]
fn credits_last_for_a_time_above_nothing_and_shorter_the_busier_the_server() {
    let base = base();
    let kind = base.vocabulary.fact("app_instance_type").expect("it is a fact");
    let load = base.vocabulary.fact("app_cpu_peak").expect("it is a fact");
    let table = base.specifications.iter().find(|table| table.fact == kind).expect("types have a table");
    let credits = table.columns.iter().position(|column| column.name == "credits_most").expect("a column");
    let finding = base.findings.iter().find(|finding| finding.id == "credits-run-dry").expect("a finding");
    let (_, formula) = finding.estimates.first().expect("it has an estimate");
    let mut types = 0;
    for (index, row) in table.rows.iter().enumerate().filter(|(_, row)| row[credits].is_some()) {
        types += 1;
        let mut last = f64::INFINITY;
        for percent in 0..=100 {
            let world = Server { kind: (kind, Names::one(index)), load: (load, f64::from(percent) / 100.0) };
            let time = formula.interval(&world);
            assert!(time.is_point() && time.low > 0.0 && time.low <= last, "{row:?} at {percent}%: {time:?}");
            last = time.low;
        }
    }
    assert!(types >= 15, "{types} burstable types");
    // t3.micro: 288 credits, two processors at 30% with a baseline of 10%: 24 more a hour than are earned.
    let micro = base.fact(kind).members.iter().position(|name| name == "t3.micro").expect("a type");
    let time = formula.interval(&Server { kind: (kind, Names::one(micro)), load: (load, 0.3) });
    assert!((time.low / 3600.0 - 12.0).abs() < 1e-9, "{time:?}");
}
