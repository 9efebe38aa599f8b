//! Comparisons: of numbers of one kind, of choices with their names, of tracks with their stages.

use super::{Checker, literal};
use crate::expr::Fault;
use crate::expr::ir::{Comparison, NodeId, Operation};
use crate::expr::parse::{Span, Tree, TreeKind};
use crate::expr::vocabulary::{FactId, TrackId};
use crate::problem::{Code, nearest};
use crate::quantity::{Kind, Names, Unit, number, quantity};

pub(super) const AT_EXAMPLE: &str = "for example `at(scale) >= scaled-reads`";
pub(super) const LANE_EXAMPLE: &str = "for example `lane(scale) == serverless`";

impl Checker<'_> {
    /// `users in 10..5` could never hold: a range between two literals must hold a number.
    pub(super) fn empty_range(&mut self, left: &Tree, low: &Tree, high: &Tree, closed: bool) {
        let (Some((from, kind)), Some((to, other))) = (literal(low), literal(high)) else { return };
        if kind.joined(other).is_none() || from < to || (closed && from == to) {
            return;
        }
        let range = (low.span.0, high.span.1);
        let (left, low, high) = (self.said(left), self.said(low), self.said(high));
        let (label, help) = match from == to {
            true => (format!("{low} itself is left out"), format!("take the end in: `{left} in {low}..={high}`")),
            false => (format!("{low} is above {high}"), format!("the low end comes first: `{left} in {high}..{low}`")),
        };
        let fault = Fault::new(Code::EmptyRange, range, "this range holds no number", label);
        self.faults.push(fault.help(help));
    }

    pub(super) fn comparison(&mut self, left: &Tree, sign: &str, place: Span, right: &Tree) -> NodeId {
        let span = (left.span.0, right.span.1);
        let comparison = match sign {
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            "==" => Comparison::Equal,
            _ => Comparison::NotEqual,
        };
        if let TreeKind::Call(name, _, arguments) = &left.kind
            && name == "at"
        {
            return self.stage(arguments, comparison, right, span);
        }
        if let TreeKind::Call(name, ..) = &right.kind
            && name == "at"
        {
            return self.turned_round(left, sign, right, span);
        }
        if let TreeKind::Call(name, _, arguments) = &left.kind
            && name == "lane"
        {
            return self.named_lane(arguments, comparison, place, right, span);
        }
        if let TreeKind::Call(name, ..) = &right.kind
            && name == "lane"
        {
            return self.turned_round(left, sign, right, span);
        }
        if let (None, Some(_)) = (self.choice(left), self.choice(right)) {
            let help = format!("turn it round: `{} {sign} {}`", self.said(right), self.said(left));
            let message = format!("`{}` stands on the left of a comparison", self.said(right));
            return self.fault(Fault::new(Code::WrongOperand, span, message, "the other way round").help(help));
        }
        if let Some(fact) = self.choice(left) {
            return self.named(fact, comparison, place, right, span);
        }
        if let TreeKind::Name(name) = &left.kind
            && let Some(fact) = self.vocabulary.fact(name)
            && matches!(self.vocabulary.fact_word(fact).unit, Unit::Bool | Unit::Set)
        {
            let unit = self.vocabulary.fact_word(fact).unit;
            let help = if unit == Unit::Bool {
                format!("write `{name}` or `not {name}`")
            } else {
                format!("write `includes({name}, …)`")
            };
            let message = format!("`{name}` is {} and cannot be compared", unit.noun());
            return self.fault(Fault::new(Code::WrongOperand, left.span, message, "no number").help(help));
        }
        let before = self.faults.len();
        let (left_node, left_kind) = self.number(left);
        let (right_node, right_kind) = self.number(right);
        if self.faults.len() > before {
            return self.add(Operation::Constant(false), span, Kind::Bare);
        }
        match left_kind.joined(right_kind) {
            Some(kind) => {
                self.share_over_one(left, left_kind, right, right_kind);
                for node in [left_node, right_node] {
                    self.formula.kinds[node.0 as usize] = kind;
                }
            }
            None => self.mismatch(left, left_kind, right, right_kind, "compared with"),
        }
        self.add(Operation::Compare(comparison, left_node, right_node), span, Kind::Bare)
    }

    /// `read_share >= 70` can never hold: a bare number against a share must be one itself.
    pub(super) fn share_over_one(&mut self, left: &Tree, left_kind: Kind, right: &Tree, right_kind: Kind) {
        for (share, other, tree) in [(left_kind, right_kind, right), (right_kind, left_kind, left)] {
            if let (Kind::Share, Kind::Bare, TreeKind::Number(value, _)) = (share, other, &tree.kind)
                && !(0.0..=1.0).contains(value)
            {
                let fault =
                    Fault::new(Code::ShareOverOne, tree.span, "a share goes from 0 to 1", "too large for a share");
                let help = if *value <= 100.0 {
                    format!("did you mean `{}%`?", number(*value))
                } else {
                    "write it as `70%` or `0.7`".to_owned()
                };
                self.faults.push(fault.help(help));
            }
        }
    }

    /// `decoupled <= at(scale)`, `serverless == lane(scale)`: only the stage or the lane can stand on the right.
    pub(super) fn turned_round(&mut self, left: &Tree, sign: &str, right: &Tree, span: Span) -> NodeId {
        let turned = match sign {
            "<" => ">",
            "<=" => ">=",
            ">" => "<",
            ">=" => "<=",
            same => same,
        };
        let help = format!("turn it round: `{} {turned} {}`", self.said(right), self.said(left));
        let function = if matches!(&right.kind, TreeKind::Call(name, ..) if name == "at") { "at" } else { "lane" };
        let message = format!("`{function}(…)` stands on the left of a comparison");
        self.fault(Fault::new(Code::WrongOperand, span, message, "the other way round").help(help))
    }

    pub(super) fn mismatch(&mut self, left: &Tree, left_kind: Kind, right: &Tree, right_kind: Kind, how: &str) {
        let message = format!("{} cannot be {how} {}", left_kind.name(), right_kind.name());
        let mut fault =
            Fault::new(Code::MismatchedUnits, right.span, message, format!("this is {}", right_kind.name()))
                .and_at(left.span, format!("this is {}", left_kind.name()));
        for (tree, kind, wanted) in [(right, right_kind, left_kind), (left, left_kind, right_kind)] {
            if let (TreeKind::Number(value, _), Kind::Bare) = (&tree.kind, kind) {
                // Marks between thousands help to read and cannot be read back.
                let example = quantity(*value, wanted).replace(',', "");
                fault = fault.help(format!("give the number its unit, for example `{example}`"));
            }
        }
        if fault.help.is_none() {
            let unit = Unit::WORDS.iter().find(|(_, unit)| unit.kind() == Some(left_kind)).map(|(_, unit)| unit);
            fault = match (unit, &right.kind) {
                (Some(unit), TreeKind::Number(..)) => {
                    fault.help(format!("{} is written {}", unit.noun(), unit.example().replace('"', "`")))
                }
                _ => fault.help("both sides must be of one unit; `nextrung rules list --kind fact` shows units"),
            };
        }
        self.faults.push(fault);
    }

    pub(super) fn named(
        &mut self,
        fact: FactId,
        comparison: Comparison,
        place: Span,
        right: &Tree,
        span: Span,
    ) -> NodeId {
        let TreeKind::Name(name) = &right.kind else {
            let message = format!("`{}` is a choice among names", self.vocabulary.fact_word(fact).name);
            let help = format!("its names: {}", self.vocabulary.fact_word(fact).members.join(", "));
            let fault = Fault::new(Code::WrongOperand, right.span, message, "expected one of its names");
            return self.fault(fault.help(help));
        };
        let names = self.member(fact, name, right.span);
        let is = self.add(Operation::OneOf(fact, names), span, Kind::Bare);
        match comparison {
            Comparison::Equal => is,
            Comparison::NotEqual => self.add(Operation::Not(is), span, Kind::Bare),
            _ => self.no_order(place),
        }
    }

    pub(super) fn stage(&mut self, arguments: &[Tree], comparison: Comparison, right: &Tree, span: Span) -> NodeId {
        let (track_id, track) = match self.track_of("at", arguments, span) {
            Ok(found) => found,
            Err(fault) => return fault,
        };
        match &right.kind {
            TreeKind::Name(stage) => match self.stage_index(track_id, stage) {
                Some(index) => self.add(Operation::At(track_id, comparison, index), span, Kind::Bare),
                // A list of stages that cannot be read was told already.
                None if self.vocabulary.track_word(track_id).stages.is_empty() => {
                    self.add(Operation::Constant(false), span, Kind::Bare)
                }
                None => {
                    let stages = &self.vocabulary.track_word(track_id).stages;
                    let help = match nearest(stage, stages.iter().map(String::as_str)) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("its stages: {}", stages.join(", ")),
                    };
                    let message = format!("track `{track}` has no stage `{stage}`");
                    self.fault(Fault::new(Code::UnknownStage, right.span, message, "not known").help(help))
                }
            },
            _ => {
                let message = "a track is held against one of its stages";
                let fault = Fault::new(Code::WrongOperand, right.span, message, "expected a stage");
                let stages = self.vocabulary.track_word(track_id).stages.join(", ");
                self.fault(fault.help(format!("its stages: {stages}")))
            }
        }
    }

    /// The track that `at(…)` or `lane(…)` names.
    fn track_of<'t>(
        &mut self,
        function: &str,
        arguments: &'t [Tree],
        span: Span,
    ) -> Result<(TrackId, &'t str), NodeId> {
        let [Tree { kind: TreeKind::Name(track), span: track_span }] = arguments else {
            let message = format!("`{function}` takes one track");
            let fault = Fault::new(Code::ArgumentCount, span, message, "not of this form");
            let help = if function == "at" { AT_EXAMPLE } else { LANE_EXAMPLE };
            return Err(self.fault(fault.help(help)));
        };
        match self.vocabulary.track(track) {
            Some(id) => Ok((id, track)),
            None => {
                let known: Vec<&str> = self.vocabulary.track_names().collect();
                let help = match nearest(track, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("tracks: {}", known.join(", ")),
                };
                let message = format!("no track is called `{track}`");
                let fault = Fault::new(Code::UnknownTrack, *track_span, message, "not known");
                Err(self.fault(fault.help(help)))
            }
        }
    }

    /// `lane(track) == name` and `lane(track) != name`.
    fn named_lane(
        &mut self,
        arguments: &[Tree],
        comparison: Comparison,
        place: Span,
        right: &Tree,
        span: Span,
    ) -> NodeId {
        let TreeKind::Name(name) = &right.kind else {
            let fault = Fault::new(Code::WrongOperand, right.span, "a lane is held against a name", "expected a lane");
            return self.fault(fault.help(LANE_EXAMPLE));
        };
        let is = self.in_lanes(arguments, &[(name.clone(), right.span)], span);
        match comparison {
            Comparison::Equal => is,
            Comparison::NotEqual => self.add(Operation::Not(is), span, Kind::Bare),
            _ => self.no_order(place),
        }
    }

    /// `lane(track) in {name, name}`.
    pub(super) fn in_lanes(&mut self, arguments: &[Tree], names: &[(String, Span)], span: Span) -> NodeId {
        let (id, track) = match self.track_of("lane", arguments, span) {
            Ok(found) => found,
            Err(fault) => return fault,
        };
        let lanes = &self.vocabulary.track_word(id).lanes;
        let mut found = Names::NONE;
        for (name, place) in names {
            if let Some(index) = lanes.iter().position(|known| known == name) {
                found = Names(found.0 | Names::one(index).0);
                continue;
            }
            let help = match nearest(name, lanes.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if lanes.is_empty() => "it has no lanes".to_owned(),
                None => format!("its lanes: {}", lanes.join(", ")),
            };
            let message = format!("track `{track}` has no lane `{name}`");
            self.faults.push(Fault::new(Code::UnknownLane, *place, message, "not known").help(help));
        }
        self.add(Operation::Lane(id, found), span, Kind::Bare)
    }

    fn no_order(&mut self, place: Span) -> NodeId {
        let fault = Fault::new(Code::WrongOperand, place, "names have no order", "nothing is less or more");
        self.fault(fault.help("use `==`, `!=` or `in {…}`"))
    }

    pub(super) fn stage_index(&self, track: TrackId, stage: &str) -> Option<usize> {
        self.vocabulary.track_word(track).stages.iter().position(|known| known == stage)
    }
}
