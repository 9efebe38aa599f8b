//! The Serverless Application Model: what its transform would add when it is deployed, as far as it is written.

use super::node::{Entry, Node, Value};
use super::scope::Template;
use crate::infra::bounds::MOST_NODES;

/// Kinds that take defaults from a section of `Globals`.
const SECTIONS: &[(&str, &str)] = &[
    ("Function", "AWS::Serverless::Function"),
    ("Api", "AWS::Serverless::Api"),
    ("HttpApi", "AWS::Serverless::HttpApi"),
    ("SimpleTable", "AWS::Serverless::SimpleTable"),
    ("StateMachine", "AWS::Serverless::StateMachine"),
];

/// What an event of a function makes, by the event's type; what is missing here makes nothing of its own.
const EVENTS: &[(&str, &str)] = &[
    ("Schedule", "AWS::Events::Rule"),
    ("ScheduleV2", "AWS::Scheduler::Schedule"),
    ("CloudWatchEvent", "AWS::Events::Rule"),
    ("EventBridgeRule", "AWS::Events::Rule"),
    ("CloudWatchLogs", "AWS::Logs::SubscriptionFilter"),
    ("IoTRule", "AWS::IoT::TopicRule"),
    ("SNS", "AWS::SNS::Subscription"),
    ("SQS", "AWS::Lambda::EventSourceMapping"),
    ("Kinesis", "AWS::Lambda::EventSourceMapping"),
    ("DynamoDB", "AWS::Lambda::EventSourceMapping"),
    ("MSK", "AWS::Lambda::EventSourceMapping"),
    ("MQ", "AWS::Lambda::EventSourceMapping"),
    ("SelfManagedKafka", "AWS::Lambda::EventSourceMapping"),
    ("DocumentDB", "AWS::Lambda::EventSourceMapping"),
];

/// The kind of resource that an event makes.
pub(super) fn kind_of_event(event: &str) -> Option<&'static str> {
    EVENTS.iter().find(|(name, _)| *name == event).map(|(_, kind)| *kind)
}

/// The API that a function's event calls for where it names none: its name and kind.
pub(super) fn implied_api(event: &Node) -> Option<(&'static str, &'static str)> {
    let properties = event.get("Properties");
    let names = |key| properties.and_then(|properties| properties.get(key)).is_some();
    match event.get("Type").and_then(Node::text)? {
        "Api" if !names("RestApiId") => Some(("ServerlessRestApi", "AWS::ApiGateway::RestApi")),
        "HttpApi" if !names("ApiId") => Some(("ServerlessHttpApi", "AWS::ApiGatewayV2::Api")),
        _ => None,
    }
}

/// Lays the defaults of `Globals` under the properties of what they are for.
pub(super) fn merge_globals(template: &mut Template) {
    let Some(globals) = template.tree.get("Globals").cloned() else { return };
    let mut left = MOST_NODES;
    let Value::Map(sections) = &mut template.tree.value else { return };
    let Some(resources) = sections.iter_mut().find(|entry| entry.key == "Resources") else { return };
    let Value::Map(resources) = &mut resources.node.value else { return };
    for resource in resources {
        let Some(kind) = resource.node.get("Type").and_then(Node::text) else { continue };
        let Some((section, _)) = SECTIONS.iter().find(|(_, known)| *known == kind) else { continue };
        let Some(defaults) = globals.get(section) else { continue };
        let size = defaults.size();
        let Some(rest) = left.checked_sub(size) else {
            template.notes.push(("not all of `Globals` was laid under the resources: too much".to_owned(), None));
            return;
        };
        left = rest;
        let position = resource.node.position;
        let Value::Map(keys) = &mut resource.node.value else { continue };
        match keys.iter_mut().find(|entry| entry.key == "Properties") {
            Some(properties) => merge(&mut properties.node, defaults),
            None => keys.push(Entry { key: "Properties".to_owned(), position, node: defaults.clone() }),
        }
    }
}

/// Mappings are merged, lists put together, and of scalars the own one counts.
fn merge(own: &mut Node, default: &Node) {
    match (&mut own.value, &default.value) {
        (Value::Map(own), Value::Map(defaults)) => {
            for entry in defaults {
                match own.iter_mut().find(|known| known.key == entry.key) {
                    Some(known) => merge(&mut known.node, &entry.node),
                    None => own.push(entry.clone()),
                }
            }
        }
        (Value::List(own), Value::List(defaults)) => {
            own.splice(0..0, defaults.iter().cloned());
        }
        _ => {}
    }
}
