//! Every kind of fault, once.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// What kind of fault a problem is. The words are API: they never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code, in the order in which they are declared.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The word that messages and JSON show.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// One sentence on what the code means.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),+),)+ }
            }
        }
    };
}

codes! {
    /// A text is no TOML.
    TomlSyntax = "toml-syntax",
    /// A text is no JSON.
    JsonSyntax = "json-syntax",
    /// A text is no YAML.
    YamlSyntax = "yaml-syntax",
    /// A file is larger than nextrung reads.
    TooLarge = "too-large",
    /// A file is nested more deeply than nextrung reads.
    TooDeep = "too-deep",
    /// A file is not UTF-8 text.
    NotText = "not-text",
    /// A file cannot be read.
    Unreadable = "unreadable",
    /// A link leads outside the folder that was given.
    LinkLeadsOutside = "link-leads-outside",
    /// A key stands twice.
    DuplicateKey = "duplicate-key",
    /// A key means nothing here.
    UnknownKey = "unknown-key",
    /// A key that must be there is not.
    MissingKey = "missing-key",
    /// A value is of another type than the key takes.
    WrongType = "wrong-type",
    /// A word is none of those that the key takes.
    UnknownWord = "unknown-word",
    /// The number of the file format is one that this version does not read.
    UnsupportedFormat = "unsupported-format",
    /// A file is no description of infrastructure that is read here.
    NotInfrastructure = "not-infrastructure",
    /// A date is none.
    MalformedDate = "malformed-date",
    /// A file that should hold ticked items does not.
    NotAChecklist = "not-a-checklist",
    /// No exercise can be made of a seed.
    NoExercise = "no-exercise",
    /// A text that should hold the answers to an exercise does not.
    NotAnswers = "not-answers",
    /// A command was not told what it is about.
    NothingAsked = "nothing-asked",
    /// A quantity cannot be read.
    MalformedQuantity = "malformed-quantity",
    /// A number lacks its unit.
    BareNumber = "bare-number",
    /// A quantity has the unit of something else.
    WrongUnit = "wrong-unit",
    /// A share lies outside 0 to 1 (70 for 70%).
    ShareOverOne = "share-over-one",
    /// A value lies outside the range of its fact.
    OutOfRange = "out-of-range",
    /// The low end of a range is above its high end.
    EmptyRange = "empty-range",
    /// A choice or set does not know the name.
    UnknownMember = "unknown-member",
    /// No fact has this name.
    UnknownFact = "unknown-fact",
    /// No capability has this name.
    UnknownCapability = "unknown-capability",
    /// No track has this name.
    UnknownTrack = "unknown-track",
    /// No stage of the track has this name.
    UnknownStage = "unknown-stage",
    /// The track has no such lane.
    UnknownLane = "unknown-lane",
    /// No source has this name.
    UnknownSource = "unknown-source",
    /// Nothing in the rule base has this name.
    UnknownId = "unknown-id",
    /// Two facts cannot both be true.
    ContradictingFacts = "contradicting-facts",
    /// The same thing is said twice.
    GivenTwice = "given-twice",
    /// A capability is said to be there and not to be there.
    HasAndLacks = "has-and-lacks",
    /// A flag is not of the form that it takes.
    MalformedFlag = "malformed-flag",
    /// A condition or formula cannot be read.
    ExpressionSyntax = "expression-syntax",
    /// A condition or formula is too long or too deep.
    ExpressionTooLarge = "expression-too-large",
    /// Two sides of an operation have units that do not go together.
    MismatchedUnits = "mismatched-units",
    /// An operation takes something else: a truth for a number, a number for a truth.
    WrongOperand = "wrong-operand",
    /// The expression language has no such function.
    UnknownFunction = "unknown-function",
    /// A function takes another number of arguments.
    ArgumentCount = "argument-count",
    /// A name in an expression is no fact.
    UnknownName = "unknown-name",
    /// An id is not the name of its file.
    IdIsNotFileName = "id-is-not-file-name",
    /// Two things have the same id.
    DuplicateId = "duplicate-id",
    /// A file stands where no rule file stands.
    MisplacedFile = "misplaced-file",
    /// A gate lacks an example that it must have.
    MissingExample = "missing-example",
    /// Formulas of facts run in a circle.
    FormulaCycle = "formula-cycle",
    /// Capabilities imply each other in a circle.
    ImplicationCycle = "implication-cycle",
    /// A capability stands on two stages of a track.
    CapabilityOnTwoStages = "capability-on-two-stages",
    /// An edge of the graph joins stages that it cannot join.
    ImpossibleEdge = "impossible-edge",
    /// A fact says neither what is assumed nor what silence means.
    SilenceUnexplained = "silence-unexplained",
    /// An overlay gives no reason.
    OverlayWithoutReason = "overlay-without-reason",
    /// An overlay changes something that does not exist.
    OverlayWithoutTarget = "overlay-without-target",
    /// Two overlays change the same field.
    OverlaysClash = "overlays-clash",
    /// Several things are deployed apart where one is asked about.
    SeveralRoots = "several-roots",
    /// The file to write exists already.
    OutputExists = "output-exists",
    /// The file cannot be written.
    Unwritable = "unwritable",
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
