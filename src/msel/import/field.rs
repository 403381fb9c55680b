//! What a column of a list can say, and the words that its header says so with: those of HSEEP,
//! of the tools in use, and common ones in English, French, German and Lithuanian.

/// What a column can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Number,
    Title,
    Message,
    ScenarioTime,
    Time,
    Date,
    From,
    To,
    Method,
    Expected,
    Objective,
    Capability,
    Note,
    Evaluator,
    Controller,
    Kind,
    Phase,
    Condition,
    Status,
    Attachments,
    Linked,
    Action,
}

/// Headers by field, as [`plain`] makes them. Sources: the header row of HSEEP lists, the templates
/// of preparedex, Blueprint and Conducttr, the import of OpenAEV, T3SF.
const WORDS: [(Field, &str); 22] = [
    (
        Field::Number,
        "inject no|inject number|inject id|no|nr|n|id|seq no|seq|sequence|sequence number|\
         serial|serial no|serial number|event no|event number|event id|msel no|msel number|\
         msel item|number|num|item|item no|ref|reference|numero|nummer|lfd nr|inject nr|\
         einlage nr|einlagen nr|einspielung nr|n inject|numero inject|eil nr",
    ),
    (
        Field::Title,
        "title|subject|headline|event|event title|inject title|event synopsis|synopsis|topic|\
         name|inject name|event name|titel|betreff|titre|objet|sujet|thema|ereignis|\
         evenement|tema|inject summary|summary|pavadinimas",
    ),
    (
        Field::Message,
        "inject description|description|message|text|content|script|body|inject text|\
         inject content|details|event description|inject message|message text|\
         message content|narrative|inject narrative|beschreibung|inhalt|nachricht|meldung|\
         einlage|einspielung|contenu|texte|description de l inject|zinute|aprasymas|\
         inject detail|inject details",
    ),
    (
        Field::ScenarioTime,
        "scenario time|designated scenario time|scenario date time|simulated time|\
         fictional time|game time|in game time|story time|szenariozeit|ubungszeit|\
         temps scenario|heure scenario|heure fictive|scenarijaus laikas|simulation time",
    ),
    (
        Field::Time,
        "time|scheduled time|real time|delivery time|time of delivery|inject time|\
         date time delivered|date time|datetime|trigger time|time due|planned time|wall time|\
         exercise time|elapsed|elapsed time|relative time|delta|start time|zeit|uhrzeit|\
         zeitpunkt|heure|horaire|heure prevue|heure d injection|t|dtg|date time group|when|\
         moment|laikas|exercise clock|inject date time|planned delivery|delivery|\
         date and time|date et heure|datum uhrzeit|trigger",
    ),
    (
        Field::Date,
        "date|day|datum|tag|jour|exercise day|scenario date|scenario day|diena|data",
    ),
    (
        Field::From,
        "from|from originator|originator|originator from|sender|source|von|absender|de|\
         expediteur|emetteur|originating agency|sent by|initiator|nuo|siuntejas|\
         role played by|from organization",
    ),
    (
        Field::To,
        "to|to recipient|recipient|recipient to|recipients|player|players|audience|\
         intended player|intended players|intended recipient|target|target audience|receiver|\
         an|empfanger|adressat|a|destinataire|destinataires|pour|training audience|\
         participant|participants|teams|kam|gavejas|to organization|addressee",
    ),
    (
        Field::Method,
        "delivery method|method|mode|inject mode|means|medium|channel|delivery mode|how|via|\
         mode of delivery|method of delivery|means of delivery|inject method|moyen|\
         mode de diffusion|canal|vecteur|kanal|ubermittlung|ubermittlungsart|\
         ubermittlungsweg|budas|media",
    ),
    (
        Field::Expected,
        "expected player action|expected player actions|expected action|expected actions|\
         expected response|expected responses|expected participant response|\
         expected player response|expected decisions|expected decision|expected outcome|\
         expected outcomes|expected reaction|anticipated action|anticipated response|\
         anticipated player action|erwartete reaktion|erwartete massnahme|\
         erwartete massnahmen|erwartetes verhalten|reaction attendue|reactions attendues|\
         action attendue|actions attendues|expectation|expectations|desired response|\
         laukiamas veiksmas|laukiami veiksmai",
    ),
    (
        Field::Objective,
        "objective|objectives|exercise objective|exercise objectives|\
         objectives and capabilities|objectif|objectifs|ziel|ziele|ubungsziel|ubungsziele|\
         training objective|training objectives|learning objective|tikslas|tikslai",
    ),
    (
        Field::Capability,
        "core capability critical task|core capability|core capabilities|capability|\
         capabilities|critical task|critical tasks|competency",
    ),
    (
        Field::Note,
        "controller notes|controller note|notes|note|white cell notes|comments|comment|\
         remarks|facilitator notes|facilitator note|bemerkung|bemerkungen|anmerkung|\
         anmerkungen|notizen|remarques|commentaires|commentaire|notes animateur|excon notes|\
         pastabos|controller instructions",
    ),
    (
        Field::Evaluator,
        "evaluator notes|evaluator instructions|evaluator note|observer notes",
    ),
    (
        Field::Controller,
        "responsible controller|controller|responsible|role player|controleur|verantwortlich|\
         responsable|inject owner|owner|simulator",
    ),
    (
        Field::Kind,
        "inject type|type|event type|category|typ|art|kategorie|type d inject|\
         inject category",
    ),
    (Field::Phase, "phase move|phase|move|stage|tab|module|etape"),
    (
        Field::Condition,
        "trigger condition|condition|declencheur|ausloser|dependency|depends on",
    ),
    (Field::Status, "status|etat|state|busena"),
    (
        Field::Attachments,
        "attachments|attachment|files|file|picture name|anlage|anlagen|piece jointe|\
         pieces jointes|handout|handouts|enclosure|enclosures|priedai",
    ),
    (Field::Linked, "linked sim event"),
    (Field::Action, "sortie action"),
];

/// Headers of a log of what has happened, which is no list of what is to come.
const LOG: &str = "logged by|log entry|entry|entry by|operator|recorded by|action taken|actions taken|\
     action|actions|callsign|call sign|signature|initials|watchkeeper|author|station|\
     reported by|received by|log no|time logged|frequency|position|time received";

/// The field of a header.
pub(super) fn field(header: &str) -> Option<Field> {
    let name = plain(header);
    let of = |name: &str| {
        let mut all = WORDS.iter();
        all.find(|(_, words)| words.split('|').any(|it| it == name))
            .map(|it| it.0)
    };
    // `Time (local)` and `Time [s]` are times.
    of(&name).or_else(|| {
        let bare = header.split(['(', '[', '\n']).next()?;
        of(&plain(bare))
    })
}

/// Whether a header is one of a log.
pub(super) fn is_of_log(header: &str) -> bool {
    let name = plain(header);
    LOG.split('|').any(|it| it == name)
}

/// What makes two headers the same but for spelling: small letters without accents, words parted
/// by single spaces; `#` is `no`, and a plural in brackets is none.
pub(super) fn plain(header: &str) -> String {
    let header = header.replace("(s)", "").replace(['°', 'º'], "");
    let header = header.replace(['#', '№'], " no ");
    let ascii = any_ascii::any_ascii(&header).to_lowercase();
    let words = ascii.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
