//! What infrastructure descriptions show: small systems of every rung, what must hold of every detection, and the way
//! into `advise` and `init`.

use nextrung::detect::{DetectedRoot, Placement, Presence, detect, detect_root, run_examples};
use nextrung::infra::{Attribute, Form, Inventory, Resource, Root, read};
use nextrung::problem::{Place, SourceText};
use nextrung::report;
use nextrung::rules::RuleBase;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{Scratch, base, complained, printed, run, run_with};

/// What every secret of the test data is.
const CANARY: &str = "CANARY-7f3a";

/// A resource of a state: kind, name, attributes, and the addresses that it depends on.
type Declared<'a> = (&'a str, &'a str, Value, &'a [&'a str]);

/// A state as Terraform writes it, read again.
fn state(resources: &[Declared<'_>]) -> Inventory {
    let resources: Vec<Value> = resources
        .iter()
        .map(|(kind, name, values, depends_on)| {
            json!({
                "address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
                "values": values, "depends_on": depends_on,
            })
        })
        .collect();
    let state = json!({"format_version": "1.0", "values": {"root_module": {"resources": resources}}});
    let file = nextrung::infra::File { name: "state.json".into(), bytes: state.to_string().into_bytes(), named: true };
    read(vec![file], &[]).expect("the state is read")
}

fn detected(base: &RuleBase, resources: &[Declared<'_>]) -> DetectedRoot {
    detect(&state(resources), base).roots.remove(0)
}

/// The furthest stage on the main track, or why there is none.
fn furthest(base: &RuleBase, root: &DetectedRoot) -> String {
    match &root.placed {
        Placement::Not(because) => format!("none: {because}"),
        Placement::Placed => {
            let main = base.main_track().expect("there is a track");
            let stage = root.stages.iter().find(|stage| stage.track == main).expect("it stands on the main track");
            base.track(main).stages[stage.furthest].name.clone()
        }
    }
}

fn presence(base: &RuleBase, root: &DetectedRoot, capability: &str) -> Presence {
    let id = base.vocabulary.capability(capability).expect("it is a capability");
    root.capabilities[id.0 as usize].presence
}

#[test]
fn a_system_stands_as_far_as_its_parts_reach() {
    let base = base();
    let none = json!({});
    let group = || json!({"min_size": 2, "max_size": 4, "availability_zones": ["eu-west-1a", "eu-west-1b"]});
    let cases: &[(&str, Vec<Declared<'_>>, &str)] = &[
        ("a server", vec![("aws_instance", "web", none.clone(), &[])], "single-server"),
        (
            "a server and one that is called a database",
            vec![("aws_instance", "web", none.clone(), &[]), ("aws_instance", "web_db", none.clone(), &[])],
            "separate-database",
        ),
        (
            "a server and a managed database",
            vec![("aws_instance", "web", none.clone(), &[]), ("aws_db_instance", "main", none.clone(), &[])],
            "managed-database",
        ),
        (
            "a group behind a balancer, with room to grow and no policy",
            vec![("aws_autoscaling_group", "web", group(), &[]), ("aws_lb", "front", none.clone(), &[])],
            "redundant-zones",
        ),
        (
            "a cache in front of the database",
            vec![
                ("aws_instance", "web", none.clone(), &[]),
                ("aws_db_instance", "main", none.clone(), &[]),
                ("aws_elasticache_cluster", "sessions", none.clone(), &[]),
            ],
            "scaled-reads",
        ),
        (
            "a queue between server and worker",
            vec![("aws_instance", "web", none.clone(), &[]), ("aws_sqs_queue", "jobs", none.clone(), &[])],
            "decoupled",
        ),
        (
            "an alarm alone raises nothing",
            vec![("aws_instance", "web", none.clone(), &[]), ("aws_cloudwatch_metric_alarm", "cpu", none.clone(), &[])],
            "single-server",
        ),
        (
            "functions behind an API over a table",
            vec![
                ("aws_lambda_function", "api", none.clone(), &[]),
                ("aws_apigatewayv2_api", "http", none.clone(), &[]),
                ("aws_dynamodb_table", "orders", json!({"hash_key": "id"}), &[]),
            ],
            "decoupled",
        ),
        (
            "two container services, one of which scales by itself",
            vec![
                ("aws_ecs_service", "shop", none.clone(), &[]),
                ("aws_ecs_service", "cart", none.clone(), &[]),
                ("aws_appautoscaling_target", "shop", json!({"service_namespace": "ecs"}), &[]),
            ],
            "scaled-services",
        ),
        (
            "a sharded database",
            vec![
                ("aws_ecs_service", "shop", none.clone(), &[]),
                ("aws_rds_cluster", "main", json!({"cluster_scalability_type": "limitless"}), &[]),
            ],
            "partitioned-data",
        ),
        (
            "groups in two regions",
            vec![
                ("aws_autoscaling_group", "here", json!({"region": "eu-west-1"}), &[]),
                ("aws_autoscaling_group", "there", json!({"region": "us-east-1"}), &[]),
            ],
            "multi-region-services",
        ),
        (
            "a stray server elsewhere",
            vec![
                ("aws_autoscaling_group", "here", json!({"region": "eu-west-1"}), &[]),
                ("aws_instance", "stray", json!({"region": "us-east-1"}), &[]),
            ],
            "single-server",
        ),
        (
            "only a database",
            vec![("aws_db_instance", "main", none.clone(), &[])],
            "none: only data stores are described, and no application that works with them",
        ),
        ("only a bucket", vec![("aws_s3_bucket", "files", none.clone(), &[])], "none: only buckets are described"),
        (
            "only a network",
            vec![("aws_vpc", "main", none.clone(), &[])],
            "none: nothing that does the work of a system is described: networks, permissions and the like place none",
        ),
        (
            "only a bastion",
            vec![("aws_instance", "bastion", none.clone(), &[])],
            "none: nothing that does the work of a system is described: networks, permissions and the like place none",
        ),
        (
            "one function and nothing around it",
            vec![("aws_lambda_function", "it", none.clone(), &[])],
            "none: a single function is described, and nothing that calls it or that it works with: not enough to place a system",
        ),
        (
            "another provider",
            vec![("github_repository", "it", none.clone(), &[])],
            "none: not this ladder: every resource is of another provider (github)",
        ),
    ];
    for (name, resources, expected) in cases {
        assert_eq!(furthest(&base, &detected(&base, resources)), *expected, "{name}");
    }
}

#[test]
fn roles_are_by_use() {
    let base = base();
    let none = || json!({});
    let root = detected(
        &base,
        &[
            ("aws_instance", "web", none(), &[]),
            ("aws_sqs_queue", "jobs", none(), &["aws_sqs_queue.rest"]),
            ("aws_sqs_queue", "rest", none(), &[]),
            ("aws_sns_topic", "it", none(), &[]),
            ("aws_cloudwatch_metric_alarm", "cpu", none(), &["aws_sns_topic.it"]),
            ("aws_dynamodb_table", "terraform", json!({"hash_key": "LockID"}), &[]),
            ("aws_s3_bucket", "access_logs", none(), &[]),
        ],
    );
    let count = |id: &str| root.components.iter().find(|component| component.id == id).map(|found| found.count.low);
    assert_eq!(count("queues"), Some(1.0), "a queue for what failed is none");
    assert_eq!(count("topics"), None, "a topic for alarms is no messaging");
    assert_eq!(count("nosql_stores"), None, "a table of locks is no store");
    assert_eq!(count("buckets"), None, "a bucket of logs holds nothing for users");
    assert_eq!(presence(&base, &root, "event-bus"), Presence::Absent);
}

#[test]
fn what_no_rule_knows_is_counted_and_named() {
    let base = base();
    let none = || json!({});
    let root = detected(
        &base,
        &[
            ("aws_instance", "web", none(), &[]),
            ("aws_iam_role", "web", none(), &[]),
            ("aws_fancy_thing", "a", none(), &[]),
            ("aws_fancy_thing", "b", none(), &[]),
            ("random_id", "it", none(), &[]),
        ],
    );
    let seen = &root.seen;
    assert_eq!((seen.resources, seen.read, seen.plumbing), (5, 1, 1));
    assert_eq!(seen.unknown, [("aws_fancy_thing".to_owned(), 2)]);
    assert_eq!(seen.foreign, [("random".to_owned(), 1)]);
}

#[test]
fn every_example_of_detection_comes_out_as_it_says() {
    let faults: Vec<String> = run_examples(&base())
        .into_iter()
        .filter_map(|outcome| Some(format!("{}: {}: {}", outcome.place.short(), outcome.of, outcome.fault?)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is closest to the user: a rule that no resource can ever meet would be knowledge that nobody uses.
#[test]
fn every_component_is_met_by_one_of_its_examples() {
    let base = base();
    for component in &base.detection.components {
        let kinds: Vec<&String> =
            component.examples.iter().flat_map(|example| &example.resources).map(|resource| &resource.kind).collect();
        let known = component.from.iter().flat_map(|from| &from.kinds).any(|kind| kinds.contains(&kind));
        assert!(known || !component.includes.is_empty(), "{} is met by none of its examples", component.id);
    }
}

fn resource(index: usize, kind: &str, attributes: Vec<(String, Attribute)>, open: bool) -> Resource {
    let source = SourceText::new(format!("part-{}.json", index % 3), "\n".repeat(40));
    let address = format!("{kind}.it{index}");
    Resource {
        name: format!("it{index}"),
        kind: kind.to_owned(),
        count: if open { (0, Some(1)) } else { (1, Some(1)) },
        open: open.then(|| "the parameter `Wanted`".to_owned()),
        region: None,
        attributes: Attribute::Fields(attributes),
        refers_to: Vec::new(),
        place: Place::new(&source, index % 40, index % 40),
        address,
    }
}

fn attribute() -> impl Strategy<Value = Attribute> {
    prop_oneof![
        Just(Attribute::Null),
        Just(Attribute::Unknown("a parameter".to_owned())),
        any::<bool>().prop_map(Attribute::Truth),
        (-3i32..9).prop_map(|number| Attribute::Number(f64::from(number))),
        prop_oneof![Just("true"), Just("3"), Just(""), Just("mysql"), Just("t3.small"), Just("arn:x")]
            .prop_map(|text| Attribute::Text(text.to_owned())),
        (0usize..4).prop_map(|count| Attribute::List(vec![Attribute::Text("a".to_owned()); count])),
    ]
}

/// Kinds and attributes that the rules name, put together at random.
fn root(base: &RuleBase) -> impl Strategy<Value = Root> + use<> {
    let rules = &base.detection;
    let kinds: Vec<String> =
        rules.components.iter().flat_map(|rule| &rule.from).flat_map(|from| from.kinds.clone()).collect();
    let names = ["multi_az", "MultiAZ", "min_size", "MinSize", "engine", "instance_type", "publicly_accessible"];
    let names = ["backup_retention_period", "availability_zones", "service_namespace", "storage_encrypted"]
        .iter()
        .chain(&names)
        .map(|name| (*name).to_owned())
        .collect::<Vec<_>>();
    let part = (
        proptest::sample::select(kinds),
        proptest::collection::vec((proptest::sample::select(names), attribute()), 0..4),
        proptest::bool::weighted(0.3),
    );
    (proptest::collection::vec(part, 0..12), any::<bool>()).prop_map(|(parts, whole)| {
        let mut resources: Vec<Resource> = parts
            .into_iter()
            .enumerate()
            .map(|(index, (kind, attributes, open))| resource(index, &kind, attributes, open))
            .collect();
        resources.sort_by(|a, b| a.address.cmp(&b.address));
        let partial = if whole { Vec::new() } else { vec!["a nested template is missing".to_owned()] };
        Root { name: "it".to_owned(), form: Form::TerraformState, partial, resources, notes: Vec::new() }
    })
}

#[test]
fn nothing_is_present_without_a_resource_and_nothing_absent_from_a_part() {
    let base = base();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(400));
    let outcome = runner.run(&root(&base), |root| {
        let found = detect_root(&root, &base);
        for capability in &found.capabilities {
            let name = base.vocabulary.capability_name(capability.capability);
            match capability.presence {
                Presence::Present => {
                    prop_assert!(!capability.evidence.is_empty(), "{name} is present, and nothing shows it");
                    for evidence in &capability.evidence {
                        let resource = root.resources.iter().find(|resource| resource.address == evidence.resource);
                        let surely = resource.is_some_and(|resource| resource.count.0 >= 1);
                        prop_assert!(surely, "{name} is shown by {}, which may not be there", evidence.resource);
                    }
                }
                Presence::Absent => {
                    prop_assert!(root.partial.is_empty(), "{name} is absent from a part");
                    let brought = found.capabilities.iter().filter(|other| other.presence == Presence::Present);
                    let present: Vec<_> = brought.map(|other| other.capability).collect();
                    prop_assert!(!base.brings(&present).contains(&capability.capability), "{name} is brought along");
                }
                Presence::CannotTell => {}
            }
        }
        for fact in &found.facts {
            prop_assert!(fact.values.within(&base.fact(fact.fact).range));
            prop_assert!(found.partial.is_empty() || !fact.evidence.is_empty());
        }
        // One more resource never takes away what a part shows.
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.err().map(|error| error.to_string()).unwrap_or_default());
}

/// Settling what is open never turns what was settled.
#[test]
fn what_is_settled_later_turns_nothing() {
    let base = base();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(300));
    let outcome = runner.run(&(root(&base), any::<bool>()), |(mut root, there)| {
        let before = detect_root(&root, &base);
        for resource in root.resources.iter_mut().filter(|resource| resource.count.0 == 0) {
            resource.count = if there { (1, Some(1)) } else { (0, Some(0)) };
        }
        let after = detect_root(&root, &base);
        if before.placed != after.placed {
            // What is no system at all is judged otherwise, and said to be.
            return Ok(());
        }
        for (old, new) in before.capabilities.iter().zip(&after.capabilities) {
            let name = base.vocabulary.capability_name(old.capability);
            let turned = matches!(
                (old.presence, new.presence),
                (Presence::Present, Presence::Absent) | (Presence::Absent, Presence::Present)
            );
            prop_assert!(!turned, "{name} was {} and is {}", old.presence.word(), new.presence.word());
        }
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.err().map(|error| error.to_string()).unwrap_or_default());
}

const SHOP: &str = "tests/infrastructure/shop-state.json";
const PLAN: &str = "tests/infrastructure/shop-plan.json";
const TEMPLATE: &str = "tests/infrastructure/shop-template.yaml";
const DATABASE: &str = "tests/infrastructure/database-state.json";

#[test]
fn what_is_shown_is_told_the_same_in_both_formats() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (name, paths) in [
        ("shop", vec![SHOP]),
        ("database", vec![DATABASE]),
        ("folder", vec!["tests/infrastructure"]),
        ("template", vec![TEMPLATE]),
    ] {
        let told = printed(&run(&[&["detect"], &paths[..]].concat()));
        let wide = told.lines().skip(1).find(|line| unicode_width::UnicodeWidthStr::width(*line) > 80);
        assert_eq!(wide, None, "{name} fits 80 columns");
        settings.bind(|| insta::assert_snapshot!(format!("detect-{name}.text"), told));
    }
    let told = printed(&run(&["detect", SHOP, "--format", "json"]));
    settings.bind(|| insta::assert_snapshot!("detect-shop.json", told));
}

#[test]
fn a_plan_and_the_state_that_it_leads_to_show_the_same() {
    let told = |path: &str| -> Value {
        serde_json::from_str(&printed(&run(&["detect", path, "--format", "json"]))).expect("it is JSON")
    };
    let (plan, state) = (told(PLAN), told(SHOP));
    assert_eq!(plan["stages"], state["stages"]);
    assert_eq!(plan["placed"], true);
    assert_eq!(plan["lane"], "servers");
}

#[test]
fn the_first_line_is_the_answer_and_quiet_is_the_first_line() {
    let told = printed(&run(&["detect", SHOP]));
    assert!(told.starts_with("scaled-reads at the furthest; 3 parts up to there are missing\n"), "{told}");
    assert_eq!(printed(&run(&["detect", SHOP, "--quiet"])), told.lines().next().unwrap_or_default().to_owned() + "\n");
    assert!(printed(&run(&["detect", DATABASE])).starts_with("Not placed: only data stores are described"));
}

#[test]
fn secrets_of_descriptions_appear_in_no_answer() {
    for path in [SHOP, PLAN, TEMPLATE] {
        let text = std::fs::read_to_string(crate::root().join(path)).expect("it is text");
        assert!(text.contains(CANARY), "{path} holds a secret");
        for arguments in [
            &["detect", path][..],
            &["detect", path, "--format", "json"],
            &["advise", "--users", "12k", "--infra", path],
            &["advise", "--users", "12k", "--infra", path, "--format", "json"],
            &["advise", "--users", "12k", "--infra", path, "--format", "markdown"],
            &["init", "--infra", path],
        ] {
            let result = run(arguments);
            assert_eq!(result.status.code(), Some(0), "{arguments:?}\n{}", complained(&result));
            assert!(!printed(&result).contains(CANARY), "{arguments:?}");
            assert!(!complained(&result).contains(CANARY), "{arguments:?}");
        }
    }
}

#[test]
fn advice_takes_what_is_detected_below_what_is_stated() {
    let profile = "format = 1\n[facts]\nusers = 12_000\nzones = 3\n[current]\nhas = ['cdn']\nlacks = ['cache']\n";
    let result = run_with(&["advise", "-", "--infra", SHOP, "--format", "json"], profile);
    let answer: Value = serde_json::from_str(&printed(&result)).expect("the answer is JSON");
    let facts = &answer["facts"];
    assert_eq!(facts["database_class"]["origin"], "detected");
    assert_eq!(facts["database_class"]["value"], "db.t4g.medium");
    assert!(facts["database_class"]["at"].as_str().is_some_and(|at| at.starts_with(&format!("{SHOP}:"))));
    assert_eq!((&facts["zones"]["value"], &facts["zones"]["origin"]), (&json!(3), &json!("stated")));
    assert_eq!(facts["zones"]["instead_of"][0]["value"], 2, "the value that lost is shown");
    let contested = answer["contested"].as_array().expect("they differ");
    let of = |name: &str| contested.iter().find(|one| one["capability"] == name).expect("it is contested");
    assert_eq!((&of("cdn")["stated"], &of("cdn")["detected"]), (&json!("present"), &json!("absent")));
    assert_eq!((&of("cache")["stated"], &of("cache")["detected"]), (&json!("absent"), &json!("present")));
    let found = answer["findings"].as_array().expect("there are findings");
    assert!(found.iter().any(|finding| finding["id"] == "stated-not-found"));
    let current = answer["tracks"].as_array().and_then(|tracks| tracks.iter().find(|track| track["track"] == "scale"));
    let has = current.expect("the main track is told")["current"]["has"].to_string();
    assert!(has.contains("\"load-balancer\"") && has.contains("\"cdn\"") && !has.contains("\"cache\""), "{has}");
}

#[test]
fn what_is_stated_and_described_alike_is_no_finding() {
    let result = run(&["advise", "--has", "cache", "--infra", SHOP, "--format", "json"]);
    let answer: Value = serde_json::from_str(&printed(&result)).expect("the answer is JSON");
    assert_eq!(answer.get("contested"), None);
    assert!(!printed(&result).contains("stated-not-found"));
}

#[test]
fn advice_is_about_one_of_those_that_are_deployed_apart() {
    let both = run(&["advise", "--users", "12k", "--infra", "tests/infrastructure"]);
    assert_eq!(both.status.code(), Some(2));
    assert!(complained(&both).contains("several-roots"), "{}", complained(&both));
    // One that can be placed is the one that is meant.
    let one = run(&["advise", "--users", "12k", "--infra", SHOP, "--infra", DATABASE, "--quiet"]);
    assert_eq!(one.status.code(), Some(0), "{}", complained(&one));
}

#[test]
fn init_writes_a_profile_that_is_read_again() {
    let scratch = Scratch::new("detected-profile");
    let path = scratch.0.join("profile.toml").to_string_lossy().into_owned();
    assert_eq!(run(&["init", "--infra", SHOP, "--output", &path]).status.code(), Some(0));
    let text = std::fs::read_to_string(&path).expect("it was written");
    assert!(text.contains("# detected at tests/infrastructure/shop-state.json:"), "{text}");
    let answer = run(&["advise", &path, "--users", "12k", "--format", "json"]);
    assert_eq!(answer.status.code(), Some(0), "{}", complained(&answer));
    let answer: Value = serde_json::from_str(&printed(&answer)).expect("the answer is JSON");
    assert_eq!(answer["facts"]["cache_class"]["value"], "cache.t4g.small");
}

#[test]
fn an_overlay_adds_what_a_resource_means_and_changes_what_shows_a_capability() {
    let scratch = Scratch::new("detect-overlay");
    scratch.write(
        "rules/detect/components/fancy_things.toml",
        "format = 1\nid = 'fancy_things'\ntitle = 'fancy things'\nmeans = 'Ours.'\nsource = ['doc:detection-judgement']\n\
         as_of = 2026-11-21\n\
         examples = [{ name = 'one', resources = [{ kind = 'aws_fancy_thing' }], expect = { fancy_things = 1 } }]\n\
         [[from]]\nkinds = ['aws_fancy_thing']\n",
    );
    scratch.write(
        "rules/detect/capabilities/cdn.toml",
        "format = 1\nid = 'cdn'\nreason = 'Ours is fancy.'\nwhen = 'cdns + fancy_things >= 1'\n",
    );
    let rules = scratch.0.join("rules").to_string_lossy().into_owned();
    let told = printed(&run(&["detect", SHOP, "--rules", &rules]));
    assert!(told.contains("cdn") && told.contains("aws_fancy_thing.new (line"), "{told}");
    assert!(!told.contains("of kinds that no rule knows"), "{told}");
    assert_eq!(run(&["rules", "test", "--rules", &rules]).status.code(), Some(0));
}

#[test]
fn the_schema_holds_for_every_answer() {
    let base = base();
    let schema = report::schema(&base, "detect").expect("there is a schema");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    for path in [SHOP, DATABASE, "tests/infrastructure"] {
        let value: Value =
            serde_json::from_str(&printed(&run(&["detect", path, "--format", "json"]))).expect("it is JSON");
        let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{path}\n{}", faults.join("\n"));
    }
}
